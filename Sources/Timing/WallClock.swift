/// A moment as people and other machines name it: nanoseconds since 1970-01-01 00:00 UTC, leap seconds not counted.
///
/// It labels things (a log line, a `Date` header, a capture time in an NTP field) and never drives a timer.
public struct WallClock: Hashable, Comparable, Sendable {
    /// Nanoseconds since the Unix epoch.
    public let nanoseconds: Int64

    /// The moment `nanoseconds` after the Unix epoch.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The moment `seconds` after the Unix epoch.
    public init(seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        nanoseconds = overflow ? (seconds < 0 ? .min : .max) : product
    }

    /// Whole seconds since the Unix epoch, rounded down.
    public var seconds: Int64 {
        nanoseconds / 1_000_000_000 - (nanoseconds % 1_000_000_000 < 0 ? 1 : 0)
    }

    /// Whether `left` comes before `right`.
    public static func < (left: WallClock, right: WallClock) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}
