import HTTP
import Packaging
import Platform
import Timing

extension Recording: JSONWritable {
    /// Writes an object, as the API answers it and as it is kept beside the recording's files.
    func write(to json: inout JSONText) {
        json.object { json in
            json.member("video", name.text)
            json.member("stream", stream.text)
            json.member("title", ifPresent: title?.text)
            json.member("state", state.rawValue)
            json.member("began", CalendarDate(began).rfc3339)
            json.member("ended", ifPresent: ended.map { CalendarDate($0).rfc3339 })
            json.member("seconds", duration.seconds)
            json.member("lostSeconds", lost.seconds)
            json.member("bytes", byteCount)
            json.member("problem", ifPresent: problem)
            json.member("tracks") { $0.array { json in for track in tracks { track.write(to: &json) } } }
            json.member("markers") { $0.array { json in for marker in markers { marker.write(to: &json) } } }
            if state != .recording {
                json.member("hls", "/vod/\(name.text)/index.m3u8")
                if hasManifest { json.member("dash", "/vod/\(name.text)/manifest.mpd") }
                json.member("mp4", "/vod/\(name.text)/video.mp4")
            }
            // For reading back: milliseconds since 1970.
            json.member("beganAt", began.nanoseconds / 1_000_000)
            json.member("endedAt", ifPresent: ended.map { $0.nanoseconds / 1_000_000 })
        }
    }

    /// Reads what was kept; `nil` when it is not that.
    init?(_ json: JSONValue) {
        guard let name = json.text("video").flatMap({ VideoName($0) }),
            let stream = json.text("stream").flatMap({ StreamName($0) }), let began = json.moment("beganAt"),
            let state = json.text("state").flatMap({ State(rawValue: $0) }),
            case .array(let tracks)? = json["tracks"]
        else { return nil }
        self.init(name: name, stream: stream, tracks: tracks.compactMap { RecordedTrack($0) }, began: began)
        self.state = state
        title = json.text("title").flatMap { StreamTitle($0) }
        if case .array(let markers)? = json["markers"] { self.markers = markers.compactMap { Marker($0) } }
        ended = json.moment("endedAt")
        hasManifest = json.text("dash") != nil
        byteCount = json.number("bytes").flatMap { Int(exactly: $0) } ?? 0
        duration = .milliseconds(Int64((json.number("seconds") ?? 0) * 1000))
        lost = .milliseconds(Int64((json.number("lostSeconds") ?? 0) * 1000))
    }
}

extension RecordedTrack {
    /// Writes an object.
    fileprivate func write(to json: inout JSONText) {
        json.object { json in
            json.member("kind", kind.name)
            json.member("codec", codec)
            json.member("width", ifPresent: width)
            json.member("height", ifPresent: height)
        }
    }

    fileprivate init?(_ json: JSONValue) {
        guard let kind = TrackKind.allCases.first(where: { $0.name == json.text("kind") }),
            let codec = json.text("codec")
        else { return nil }
        self.init(
            kind: kind, codec: codec, width: json.number("width").flatMap { Int(exactly: $0) },
            height: json.number("height").flatMap { Int(exactly: $0) })
    }
}

extension Marker {
    /// Writes an object.
    func write(to json: inout JSONText) {
        json.object { json in
            json.member("id", id)
            json.member("title", title)
            json.member("date", CalendarDate(date).rfc3339)
            json.member("seconds", duration.seconds)
            // For reading back: milliseconds since 1970.
            json.member("at", date.nanoseconds / 1_000_000)
        }
    }

    fileprivate init?(_ json: JSONValue) {
        guard let id = json.text("id"), let title = json.text("title"), let date = json.moment("at") else {
            return nil
        }
        let seconds = min(max(json.number("seconds") ?? 0, 0), Self.longestDuration.seconds)
        self.init(id: id, title: title, date: date, duration: .milliseconds(Int64(seconds * 1000)))
    }
}

extension JSONValue {
    fileprivate func text(_ name: String) -> String? {
        guard case .string(let text)? = self[name] else { return nil }
        return text
    }

    /// No larger than a double holds whole, so that no conversion of it traps.
    fileprivate func number(_ name: String) -> Double? {
        guard case .number(let number)? = self[name], number.magnitude < 1e15 else { return nil }
        return number
    }

    fileprivate func moment(_ name: String) -> WallClock? {
        number(name).flatMap { $0 < 9e12 ? WallClock(nanoseconds: Int64($0) * 1_000_000) : nil }
    }
}
