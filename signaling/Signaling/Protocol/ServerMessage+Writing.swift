import HTTP
import Platform

extension ServerMessage {
    /// The message as an object without its opening brace, so that numbers can be put in front: an event for thousands
    /// is written once.
    var body: String {
        var json = JSONText()
        json.object { json in
            json.member("type", type)
            write(to: &json)
        }
        return String(decoding: json.bytes.dropFirst(), as: UTF8.self)
    }

    /// Writes the fields that the type has.
    private func write(to json: inout JSONText) {
        switch self {
        case .welcome(let welcome): welcome.write(to: &json)
        case .joined(let joined): joined.write(to: &json)
        case .answer(let media, let stream, let sdp, let servers):
            json.member("media", media)
            json.member("stream", stream.text)
            json.member("sdp", sdp)
            json.member("iceServers") { $0.append(servers) }
        case .restarted(let media, let fragment):
            json.member("media", media)
            json.member("fragment", fragment)
        case .invited(let token, let role, let seconds):
            json.member("token", token)
            json.member("role", role.rawValue)
            json.member("seconds", seconds)
        case .stats(let media, let report):
            json.member("media", media)
            json.member("state", report.state.rawValue)
            json.member("diagnosis", ifPresent: report.diagnosis)
            json.member("facts") { json in
                json.object { json in for fact in report.facts { json.member(fact.name, fact.value) } }
            }
        case .error(let refusal): refusal.write(to: &json)
        case .participant(let participant): json.member("participant", participant)
        case .participantLeft(let id): json.member("participant", id.text)
        case .role(let role): json.member("role", role.rawValue)
        case .activeSpeakers(let speakers): json.member("participants", speakers.map(\.text))
        case .viewers(let count): json.member("count", count)
        case .selected(let participants): json.member("participants", participants.map(\.text))
        case .layers(let media, let videos):
            json.member("media", media)
            json.member("videos", videos)
        case .mediaEnded(let media, let reason):
            json.member("media", media)
            json.member("reason", reason.rawValue)
        case .trackAdded(let media, let mid, let stream):
            json.member("media", media)
            json.member("mid", mid)
            json.member("stream", stream.text)
            json.member("participant", ifPresent: stream.participant?.text)
        case .trackRemoved(let media, let mid, let reason):
            json.member("media", media)
            json.member("mid", mid)
            json.member("reason", reason.rawValue)
        case .offer(let media, let sdp):
            json.member("media", media)
            json.member("sdp", sdp)
        case .data(let data, let sender):
            json.member("from", sender.text)
            json.member("data", data)
        case .moved(let origin): json.member("address", ifPresent: origin)
        case .pong, .done, .kicked: break
        }
    }
}

extension ServerMessage.Welcome {
    fileprivate func write(to json: inout JSONText) {
        json.member("version", 1)
        json.member("session", session.description)
        json.member("resumed", isResumed)
        json.member("request", lastRequest)
        json.member("capabilities", Capability.ours.map(\.rawValue))
    }
}

extension ServerMessage.Joined {
    fileprivate func write(to json: inout JSONText) {
        json.member("stream", stream.text)
        json.member("participant", participant.text)
        json.member("role", role.rawValue)
        json.member("participants", participants)
        json.member("speakers", speakers.map(\.text))
        json.member("viewers", viewers)
        json.member("selected", selected.map(\.text))
    }
}

extension JSONText {
    /// Writes what `RTCPeerConnection` takes as its `iceServers`.
    fileprivate mutating func append(_ servers: [ICEServer]) {
        array { json in
            for server in servers {
                json.object { json in
                    json.member("urls", server.uri)
                    json.member("username", ifPresent: server.credentials?.username)
                    json.member("credential", ifPresent: server.credentials?.password)
                }
            }
        }
    }
}
