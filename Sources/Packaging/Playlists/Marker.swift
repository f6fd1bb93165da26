public import Timing

/// A moment of a stream that somebody marked: a goal, a chapter, where the interview begins.
public struct Marker: Hashable, Sendable {
    /// What tells it from the stream's others.
    public let id: String
    /// What it is called.
    public let title: String
    /// When it was captured, or begins.
    public let date: WallClock
    /// How long it lasts; nothing for a moment.
    public let duration: Duration

    /// A marked moment; `nil` when a playlist or a manifest cannot tell its title (RFC 8216bis §4.2: a quoted string has no quotation
    /// mark and no line break; XML 1.0 §2.2: U+FFFE and U+FFFF are no characters), or when that or the duration is beyond all use.
    public init?(id: String, title: String, date: WallClock, duration: Duration = .zero) {
        let isWritable = title.unicodeScalars.allSatisfy { scalar in
            scalar != "\"" && scalar.properties.generalCategory != .control
                && !scalar.properties.isNoncharacterCodePoint
        }
        guard isWritable, !title.isEmpty, title.utf8.count <= Self.longestTitle,
            .zero...Self.longestDuration ~= duration
        else { return nil }
        self.id = id
        self.title = title
        self.date = date
        self.duration = duration
    }

    /// The most octets of a title.
    public static let longestTitle = 200
    /// The longest duration.
    public static let longestDuration = Duration.seconds(86_400)

    /// When it ends.
    var end: WallClock { WallClock(nanoseconds: date.nanoseconds &+ duration.nanoseconds) }

    /// The attributes of its `EXT-X-DATERANGE` (§4.4.5.1). A single instant has a duration of 0 there.
    var attributes: String {
        "ID=\"\(id)\",CLASS=\"marker\",START-DATE=\"\(CalendarDate(date).rfc3339)\","
            + "DURATION=\(Int(duration.nanoseconds / 1_000_000).secondsFromMilliseconds),X-TITLE=\"\(title)\""
    }
}
