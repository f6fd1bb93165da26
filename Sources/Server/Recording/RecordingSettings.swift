import Platform
import Timing

/// What is recorded, and for how long it is kept.
struct RecordingSettings: Equatable, Sendable {
    /// Which streams are recorded.
    enum Pattern: Hashable, Sendable {
        /// Every one.
        case all
        /// The one of that name.
        case only(StreamName)
    }

    /// The streams that are recorded from their publisher's beginning to its end.
    var patterns: [Pattern] = []
    /// How old recordings may become, from their end on.
    var maximumAge: Duration?
    /// How many MiB all recordings together may take.
    var maximumSize: Int?

    /// Whether a stream is recorded without anybody asking.
    func records(_ stream: String) -> Bool {
        patterns.contains { pattern in
            switch pattern {
            case .all: true
            case .only(let name): name.text == stream
            }
        }
    }

    /// The keys.
    static let settings = [
        Setting(
            "record", repeated: \.recording.patterns, .streamPattern,
            "A stream that is recorded whenever it is published, or * for every one. Others are recorded when the API is "
                + "asked to. Recordings are in recordings/ below data-dir; HLS must not be off.",
            because: "people who publish want to know it when they are recorded"),
        Setting(
            "recordings-max-age", \.recording.maximumAge,
            ValueKind<Duration>.duration(in: .seconds(60)...Duration.seconds(10 * 366 * 86_400)).or(
                "forever"),
            "How long after its end a recording is removed.",
            because: "nothing is removed that you did not say so of"),
        Setting(
            "recordings-max-size", \.recording.maximumSize, .integer(in: 1...1 << 40, or: "unlimited"),
            "How many MiB all recordings may take together; the oldest that have ended are removed when it is more.",
            because:
                "nothing is removed that you did not say so of; a full disk is said by log, metric and API"),
    ]
}

extension ValueKind where Value == RecordingSettings.Pattern {
    /// The name of a stream, or a star.
    fileprivate static let streamPattern = ValueKind(
        placeholder: "STREAM|*", accepts: "* or the name of a stream",
        read: { $0 == "*" ? .all : StreamName($0).map { .only($0) } },
        write: { pattern in
            switch pattern {
            case .all: "*"
            case .only(let name): name.text
            }
        })
}
