internal import RTP
internal import Timing

/// Which timestamp a picture has that arrives now: the line through the pictures that took the least time.
///
/// One that was held up somewhere moves nothing. One that is a second late or more is no such thing: the publisher's
/// timestamps jumped, and the line begins anew with it.
struct LiveLine {
    /// Ticks of the timestamps in a second.
    private let clockRate: Int64
    /// A timestamp and when it arrived; `nil` before the first.
    private var anchor: (timestamp: RTPTimestamp, arrival: Instant)?

    private static let tolerance = Duration.seconds(1)

    init(clockRate: UInt32) {
        self.clockRate = Int64(clockRate)
    }

    /// Takes a packet's timestamp.
    mutating func note(_ timestamp: RTPTimestamp, at now: Instant) {
        guard let expected = self.timestamp(at: now) else {
            anchor = (timestamp, now)
            return
        }
        let lateness = Int64(expected.distance(from: timestamp))
        let isJump = lateness > Self.tolerance.components.seconds * clockRate
        if lateness <= 0 || isJump { anchor = (timestamp, now) }
    }

    /// The timestamp of a picture that would arrive at an instant; `nil` before the first did.
    func timestamp(at now: Instant) -> RTPTimestamp? {
        guard let anchor else { return nil }
        let (seconds, rest) = anchor.arrival.duration(to: now).nanoseconds
            .quotientAndRemainder(dividingBy: 1_000_000_000)
        return anchor.timestamp.advanced(by: Int(seconds &* clockRate &+ rest &* clockRate / 1_000_000_000))
    }
}
