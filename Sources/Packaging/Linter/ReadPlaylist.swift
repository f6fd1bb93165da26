/// A media playlist as a player reads it.
///
/// Times are in units of 10 microseconds, the precision that we write; none counts as more than an hour, so that those of any
/// playlist can be added up.
public struct ReadPlaylist: Sendable {
    /// A part, of a segment that may not be there yet.
    public struct Part: Hashable, Sendable {
        /// Where it is.
        public let uri: String
        /// How long it lasts.
        public let duration: Int
        /// Whether it has a keyframe, and whether it is not there.
        public let isIndependent: Bool, isGap: Bool
    }

    /// A segment.
    public struct Segment: Hashable, Sendable {
        /// Its media sequence number.
        public var number = 0
        /// Where it is; `nil` for the one whose parts are listed and that is not finished.
        public var uri: String?
        /// How long it lasts.
        public var duration = 0
        /// Its parts, where they are listed.
        public var parts: [Part] = []
        /// Whether it is not there.
        public var isGap = false
        /// Whether it has nothing to do with the one before.
        public var isDiscontinuous = false
        /// Its first sample's date in milliseconds since 1970, where the playlist says it.
        public var date: Int?
        /// Its initialisation section, and how many octets of that are meant, from where on.
        public var initialization: String?, initializationRange: String?
        /// How many octets of it are meant, from where on.
        public var byteRange: String?
        /// The line that its first tag is on.
        public var line = 0
    }

    /// The segments that the playlist lists, the unfinished one last.
    public private(set) var segments: [Segment] = []
    /// `EXT-X-TARGETDURATION` in seconds.
    public private(set) var targetDuration: Int?
    /// `PART-TARGET`.
    public private(set) var partTarget: Int?
    /// `EXT-X-SERVER-CONTROL`.
    public private(set) var serverControl: [String: String]?
    /// `EXT-X-MEDIA-SEQUENCE`.
    public private(set) var mediaSequence = 0
    /// `EXT-X-DISCONTINUITY-SEQUENCE`.
    public private(set) var discontinuitySequence = 0
    /// How many segments a delta update left out.
    public private(set) var skipped = 0
    /// The part that is to come.
    public private(set) var hint: String?
    /// Whether nothing comes any more.
    public private(set) var isEnded = false
    /// Whether it is of keyframes only.
    public private(set) var isKeyframesOnly = false

    /// Whether a playlist can be asked for before it is there.
    public var canBlockReload: Bool { serverControl?["CAN-BLOCK-RELOAD"] == "YES" }
    /// How far from the end a player of parts stays.
    public var partHoldBack: Int? { serverControl?["PART-HOLD-BACK"].flatMap(Self.time) }
    /// How far from the end a player of segments stays.
    public var holdBack: Int? { serverControl?["HOLD-BACK"].flatMap(Self.time) }
    /// How far from the end segments are that a delta update leaves out.
    public var canSkipUntil: Int? { serverControl?["CAN-SKIP-UNTIL"].flatMap(Self.time) }

    /// The most parts of a segment that are read, and the longest time.
    private static let mostParts = 1000
    private static let longest = 3600 * 100_000

    /// Reads a playlist as far as it can be read.
    public init(_ text: String) {
        var next = Segment()
        var section: [String: String] = [:]
        for line in PlaylistLine.all(in: text) {
            if next.line == 0 { next.line = line.number }
            switch line.tag {
            case "TARGETDURATION": targetDuration = Int(line.value)
            case "PART-INF": partTarget = line.attributes?["PART-TARGET"].flatMap(Self.time)
            case "SERVER-CONTROL": serverControl = line.attributes
            case "MEDIA-SEQUENCE": mediaSequence = Int(line.value) ?? 0
            case "DISCONTINUITY-SEQUENCE": discontinuitySequence = Int(line.value) ?? 0
            case "SKIP": skipped = line.attributes?["SKIPPED-SEGMENTS"].flatMap { Int($0) } ?? 0
            case "I-FRAMES-ONLY": isKeyframesOnly = true
            case "ENDLIST": isEnded = true
            case "PRELOAD-HINT" where line.attributes?["TYPE"] == "PART": hint = line.attributes?["URI"]
            case "MAP": section = line.attributes ?? [:]
            case "DISCONTINUITY": next.isDiscontinuous = true
            case "GAP": next.isGap = true
            case "BYTERANGE": next.byteRange = line.value
            case "PROGRAM-DATE-TIME": next.date = Self.milliseconds(line.value)
            case "PART" where next.parts.count < Self.mostParts:
                next.parts += [line.attributes.flatMap(Self.part)].compactMap(\.self)
            case "EXTINF":
                next.duration = line.value.split(separator: ",").first.flatMap { Self.time(String($0)) } ?? 0
            case "":
                next.uri = line.value
                append(&next, section)
            default: break
            }
        }
        if !next.parts.isEmpty || next.date != nil { append(&next, section) }
    }

    private mutating func append(_ next: inout Segment, _ section: [String: String]) {
        next.number = mediaSequence &+ skipped &+ segments.count
        (next.initialization, next.initializationRange) = (section["URI"], section["BYTERANGE"])
        segments.append(next)
        next = Segment()
    }

    private static func part(_ attributes: [String: String]) -> Part? {
        guard let uri = attributes["URI"], let duration = attributes["DURATION"].flatMap(time) else {
            return nil
        }
        return Part(
            uri: uri, duration: duration, isIndependent: attributes["INDEPENDENT"] == "YES",
            isGap: attributes["GAP"] == "YES")
    }

    /// Seconds with decimals, in units of 10 microseconds; more decimals are cut off.
    static func time(_ text: String) -> Int? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard 1...2 ~= parts.count, parts[0].utf8.count <= 9, let whole = Int(parts[0]), whole >= 0 else {
            return nil
        }
        guard parts.count == 2 else { return min(whole * 100_000, longest) }
        let digits = parts[1].prefix(5)
        guard !digits.isEmpty, let rest = Int(digits), rest >= 0 else { return nil }
        let fraction = (0..<(5 - digits.utf8.count)).reduce(rest) { value, _ in value * 10 }
        return min(fraction + whole * 100_000, longest)
    }

    /// `2026-11-21T04:08:15.250Z` in milliseconds since 1970; other zones are not read.
    static func milliseconds(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count == 24, bytes[23] == UInt8(ascii: "Z"), bytes[10] == UInt8(ascii: "T") else {
            return nil
        }
        func number(_ range: Range<Int>) -> Int? { Int(String(decoding: bytes[range], as: UTF8.self)) }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            let fraction = number(20..<23), 1...12 ~= month
        else { return nil }
        // Days since 1970 in eras of 400 years that begin on 1 March, as `CalendarDate` counts them.
        let shifted = month > 2 ? year : year - 1
        let ofEra = shifted % 400
        let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let days = shifted / 400 * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
        return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + fraction
    }
}
