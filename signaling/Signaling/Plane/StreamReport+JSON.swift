public import HTTP
internal import Platform
internal import Timing

extension StreamReport: JSONWritable {
    /// Writes an object.
    public func write(to json: inout JSONText) {
        json.object { json in
            json.member("name", name.text)
            json.member("title", ifPresent: title?.text)
            json.member("state", state.rawValue)
            json.member("began", ifPresent: began.map { CalendarDate($0).rfc3339 })
            json.member("viewers", viewers)
            json.member("hlsViewers", hlsViewers)
            json.member("h264Divisor", ifPresent: pictureDivisor)
            json.member("tracks", tracks)
            json.member("received", received)
            json.member("sent", sent)
        }
    }
}

extension StreamReport.Track: JSONWritable {
    /// Writes an object.
    public func write(to json: inout JSONText) {
        json.object { json in
            json.member("kind", kind)
            json.member("codec", codec)
            json.member("layers", layers.count)
            json.member("encodings", layers)
        }
    }
}

extension StreamReport.Layer: JSONWritable {
    /// Writes an object.
    public func write(to json: inout JSONText) {
        json.object { json in
            json.member("layer", number)
            json.member("forwarded", isForwarded)
            json.member("numbers", numbers)
        }
    }
}
