/// How long a packet takes there and back, from many measurements.
public struct RoundTripTime: Sendable {
    /// The last measurement; `nil` before the first.
    public private(set) var latest: Duration?
    /// An average that follows by an eighth, as TCP's does (RFC 6298 §2).
    public private(set) var smoothed: Duration?
    /// About the shortest of late: it falls at once and rises by a sixteenth of what is lacking.
    public private(set) var shortest: Duration?

    /// Longer is not a path but a peer that lies, or was asleep.
    private static let limit = Duration.seconds(10)

    /// Nothing measured.
    public init() {}

    /// Takes a measurement.
    public mutating func add(_ time: Duration) {
        guard time >= .zero, time <= Self.limit else { return }
        latest = time
        smoothed = smoothed.map { $0 + (time - $0) / 8 } ?? time
        shortest = shortest.map { time < $0 ? time : $0 + (time - $0) / 16 } ?? time
    }
}
