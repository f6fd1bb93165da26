internal import Bytes
public import HTTP
internal import Platform
internal import Timing

extension SessionReport: JSONWritable {
    /// Writes an object. It holds the session's name whole, and so is for the operator.
    public func write(to json: inout JSONText) {
        json.object { json in
            json.member("id", location.id.description)
            json.member("role", location.role.rawValue)
            json.member("stream", location.stream.text)
            json.member("state", state.rawValue)
            json.member("began", CalendarDate(began).rfc3339)
            json.member("ended", ifPresent: ended.map { CalendarDate($0).rfc3339 })
            json.member("client", ifPresent: client?.description)
            json.member("userAgent", ifPresent: userAgent)
            json.member("diagnosis", ifPresent: diagnosis)
            json.member("facts", facts)
            json.member("tracks", tracks)
        }
    }
}

extension TrackReport: JSONWritable {
    /// Writes an object.
    public func write(to json: inout JSONText) {
        json.object { json in
            json.member("direction", direction.rawValue)
            json.member("kind", kind)
            json.member("codec", ifPresent: codec)
            json.member("layer", layer)
            json.member("numbers", numbers)
        }
    }
}
