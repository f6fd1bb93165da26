import Timing

@testable import LoadModel

/// A server of HLS as a function of time: segments of two seconds in parts of half a second, from long ago on.
struct PretendOrigin {
    /// Bits a second of each variant, by name; one without a name is the only playlist.
    var rates = ["": 1_000_000]
    /// From when on nothing more comes, and up to when.
    var outage: Range<Instant>?
    /// Whether playlists say which part comes next, and it can be waited for; such requests are refused while `refusesHints`.
    var hasHints = false, refusesHints = false
    /// When the stream ends.
    var end: Instant?
    /// Whether segments have parts, and playlists can be waited for.
    var isLowLatency = true

    /// How long the stream has been there when time begins.
    var lead = Duration.seconds(20)
    /// From which segment on dates are later, by how much, behind a discontinuity.
    var jump: (segment: Int, by: Duration)?
    /// Whether nothing that playlists name is there.
    var lacksMedia = false

    /// Whether each variant is there again with sound in another codec, of less bits.
    var listsOtherSound = false

    static let clock = WallClock(seconds: 1_790_000_000)
    private static let part = Duration.milliseconds(500)

    /// What is answered, and when.
    func answer(to url: ServerURL, at now: Instant) -> (answer: HLSPlayer.Answer, instant: Instant) {
        let path = url.target.prefix { $0 != "?" }
        if path.hasSuffix("/index.m3u8"), rates[""] == nil { return (.loaded(Array(multivariant.utf8)), now) }
        if path.hasSuffix("/moved.m3u8") { return (.moved(to: "index.m3u8"), now) }
        if path.hasSuffix(".m3u8") {
            let wanted = directive(url.target).map { $0 + 1 } ?? 0
            // RFC 8216bis §6.2.5.2: nothing that is far away can be waited for.
            guard wanted <= partCount(at: now) + 8 else { return (.failed("HTTP: 400"), now) }
            let instant = max(now, instant(ofPart: wanted))
            return (.loaded(Array(playlist(at: instant).utf8)), instant)
        }
        guard path.hasSuffix(".m4s"), !lacksMedia else {
            return (path.hasSuffix(".mp4") ? .loaded([0]) : .failed("HTTP: 404"), now)
        }
        let name = path.split(separator: "/").first.map(String.init) ?? ""
        let rate = rates[name] ?? rates[""] ?? 0
        let parts = path.hasSuffix("p.m4s") ? 1 : 4
        let instant = max(now, instant(ofPart: number(ofPart: path) ?? 0))
        if instant > now, refusesHints || !hasHints { return (.failed("HTTP: 404"), now) }
        return (.loaded([UInt8](repeating: 0, count: rate / 16 * parts)), instant)
    }

    /// How many parts there are once there is the one at such a path, `12.3p.m4s`.
    private func number(ofPart path: Substring) -> Int? {
        guard let match = path.firstMatch(of: /(\d+)\.(\d)p\.m4s$/), let segment = Int(match.1),
            let part = Int(match.2)
        else { return nil }
        return segment * 4 + part + 1
    }

    /// How many parts there are at a moment, from the stream's beginning on.
    func partCount(at now: Instant) -> Int {
        var now = min(now, end ?? now)
        if let outage, now >= outage.lowerBound {
            now = max(
                outage.lowerBound,
                now.advanced(by: .zero - outage.lowerBound.duration(to: min(now, outage.upperBound))))
        }
        return Int((Instant.zero.duration(to: now) + lead).nanoseconds / Self.part.nanoseconds)
    }

    /// When there are so many parts.
    private func instant(ofPart count: Int) -> Instant {
        let usual = Instant.zero.advanced(by: Self.part * count - lead)
        guard let outage, usual > outage.lowerBound else { return usual }
        return usual.advanced(by: outage.lowerBound.duration(to: outage.upperBound))
    }

    /// The part that a playlist is to have.
    private func directive(_ target: String) -> Int? {
        func value(_ name: String) -> Int? {
            target.firstRange(of: name + "=").flatMap { Int(target[$0.upperBound...].prefix { $0.isNumber }) }
        }
        return value("_HLS_msn").map { $0 * 4 + (value("_HLS_part") ?? 3) }
    }

    private var multivariant: String {
        let others = rates.sorted { $0.value > $1.value }.map {
            "#EXT-X-STREAM-INF:BANDWIDTH=\($0.value - 1),CODECS=\"avc1,mp4a\",AUDIO=\"other\"\n/\($0.key)/list.m3u8\n"
        }.joined()
        let sound = "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"other\",NAME=\"Main\",URI=\"/other/list.m3u8\"\n"
        return "#EXTM3U\n"
            + rates.sorted { $0.value > $1.value }.map {
                "#EXT-X-STREAM-INF:BANDWIDTH=\($0.value),CODECS=\"avc1\"\n/\($0.key)/list.m3u8\n"
            }.joined() + (listsOtherSound ? sound + others : "")
    }

    private func playlist(at now: Instant) -> String {
        let count = partCount(at: now)
        let first = max(count / 4 - 6, 0)
        var lines = [
            "#EXTM3U", "#EXT-X-VERSION:6", "#EXT-X-TARGETDURATION:2", "#EXT-X-MEDIA-SEQUENCE:\(first)",
        ]
        if isLowLatency {
            lines.append("#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.500,HOLD-BACK=6")
            lines.append("#EXT-X-PART-INF:PART-TARGET=0.500")
        }
        lines.append("#EXT-X-MAP:URI=\"init.mp4\"")
        for segment in first...(count / 4) where segment * 4 < count || isLowLatency && end == nil {
            var date = Self.clock.nanoseconds - lead.nanoseconds + Int64(segment) * 2_000_000_000
            if let jump, segment >= jump.segment { date += jump.by.nanoseconds }
            if segment == jump?.segment { lines.append("#EXT-X-DISCONTINUITY") }
            lines.append("#EXT-X-PROGRAM-DATE-TIME:" + CalendarDate(WallClock(nanoseconds: date)).rfc3339)
            let parts = min(count - segment * 4, 4)
            if isLowLatency, segment > count / 4 - 3 {
                for part in 0..<parts {
                    lines.append(
                        "#EXT-X-PART:DURATION=0.50000,URI=\"\(segment).\(part)p.m4s\""
                            + (part % 2 == 0 ? ",INDEPENDENT=YES" : ""))
                }
            }
            if parts == 4 { lines += ["#EXTINF:2.00000,", "\(segment).m4s"] }
        }
        if hasHints, isLowLatency {
            lines.append("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"\(count / 4).\(count % 4)p.m4s\"")
        }
        if let end, now >= end { lines.append("#EXT-X-ENDLIST") }
        return lines.joined(separator: "\n") + "\n"
    }
}
