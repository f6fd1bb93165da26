public import HTTP
public import Platform

/// Somebody at a stage, as the others see them.
public struct Participant: Hashable, Sendable {
    /// Who.
    public let id: ParticipantID
    /// What they call themselves.
    public var name: String?
    /// What they may do.
    public var role: StageRole
    /// The stream that they send when they are on the stage.
    public let stream: StreamName
    /// Whether they send it.
    public var isLive = false
    /// Whether they have muted their microphone.
    public var isAudioMuted = false
    /// Whether they have hidden their picture.
    public var isVideoMuted = false
    /// Whether it is their screen.
    public var sharesScreen = false
    /// Whether they ask to come onto the stage.
    public var hasHandRaised = false
    /// Which conversation they are.
    let conversation: UInt64

    init(
        _ id: ParticipantID, at stage: StreamName, named name: String?, as role: StageRole, in number: UInt64
    ) {
        self.id = id
        self.name = name
        self.role = role
        stream = StreamName(stage: stage, participant: id)
        conversation = number
    }
}

extension Participant: JSONWritable {
    /// Writes an object.
    public func write(to json: inout JSONText) {
        json.object { json in
            json.member("id", id.text)
            json.member("name", ifPresent: name)
            json.member("role", role.rawValue)
            json.member("stream", stream.text)
            json.member("live", isLive)
            json.member("audioMuted", isAudioMuted)
            json.member("videoMuted", isVideoMuted)
            json.member("source", sharesScreen ? "screen" : "camera")
            json.member("hand", hasHandRaised)
        }
    }
}
