internal import Bytes
internal import Timing

/// How many bits a second there are of something that goes on for days: `BANDWIDTH` and `AVERAGE-BANDWIDTH` (RFC 8216bis §4.4.6.2).
public struct RateTally: Sendable {
    /// The most of any piece.
    public private(set) var peak: Int64 = 0
    /// Octets and nanoseconds of what the mean is of.
    private var octets: Int64 = 0, time: Int64 = 0

    /// How much of the past the mean is of, about: players choose by what comes, and are promised the mean of an hour (Apple 1.29).
    private static let memory: Int64 = 3_600_000_000_000

    /// Nothing yet.
    public init() {}

    /// The mean of the last hour, in which what is older weighs less.
    public var average: Int64 { time > 0 ? Self.bitrate(octets, time) : peak }

    /// Takes a piece of it.
    public mutating func add(_ count: Int, over duration: Duration) {
        let length = max(duration.nanoseconds, 1)
        octets += Int64(count)
        time += length
        if time > Self.memory { (octets, time) = (octets / 2, time / 2) }
        // Pieces far shorter than others are not what a peak is measured by.
        if length >= 500_000_000 { peak = max(peak, Self.bitrate(Int64(count), length)) }
    }

    /// Takes a finished segment.
    mutating func add(_ segment: Segment, nanoseconds: (Int64) -> Int64) {
        guard let bytes = segment.bytes, let duration = segment.duration else { return }
        add(bytes.count, over: .nanoseconds(nanoseconds(duration)))
    }

    /// Bits a second. Split, since a day's octets times a billion leave 64 bits.
    private static func bitrate(_ octets: Int64, _ nanoseconds: Int64) -> Int64 {
        let milliseconds = max(nanoseconds / 1_000_000, 1)
        let (whole, rest) = octets.quotientAndRemainder(dividingBy: milliseconds)
        return whole * 8000 + rest * 8000 / milliseconds
    }
}
