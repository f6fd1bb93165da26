internal import RTP

/// Which wall-clock moment a stream's timestamps mean: one pair of both that is kept up to date.
///
/// Pairs come from sender reports and from abs-capture-time. Real ones are a few milliseconds off (a report is
/// stamped when it is made, its timestamp is counted on from the last frame), so each moves the line by a
/// quarter of its error. Some are plain wrong (NTP of zero or of 1970, a timestamp from before a restart); one
/// that is off by more than 100 ms is believed only when the next one agrees with it.
struct CaptureClock: Sendable {
    /// A timestamp, and when it was.
    private typealias Pair = (timestamp: RTPTimestamp, time: UInt64)

    /// Ticks of the stream's clock in a second; 0 for a stream without one.
    private let clockRate: Int64
    /// The pair that counts.
    private var anchor: Pair?
    /// The last pair that did not fit.
    private var suspect: Pair?

    /// How far a pair may be off, in 2^-32 second: 100 ms.
    private static let tolerance: Int64 = 1 << 32 / 10

    init(clockRate: UInt32) {
        self.clockRate = Int64(clockRate)
    }

    /// When the sample of a timestamp was taken, on the sender's clock; `nil` until a pair came. Right within
    /// half the circle of the last pair: 6.6 hours at 90 kHz.
    func time(of timestamp: RTPTimestamp) -> NTPTime? {
        anchor.map { NTPTime(time(of: timestamp, from: $0)) }
    }

    /// Takes a pair.
    mutating func note(_ time: NTPTime, _ timestamp: RTPTimestamp) {
        // Zero is how a sender says that it has no clock (RFC 3550 §6.4.1).
        guard clockRate > 0, time.value != 0 else { return }
        let pair: Pair = (timestamp, time.value)
        guard let anchor else {
            self.anchor = pair
            return
        }
        let expected = self.time(of: timestamp, from: anchor)
        let error = Int64(bitPattern: time.value &- expected)
        if error.magnitude <= Self.tolerance {
            self.anchor = (timestamp, expected &+ UInt64(bitPattern: error / 4))
            suspect = nil
        } else if let suspect, agrees(pair, with: suspect) {
            self.anchor = pair
            self.suspect = nil
        } else {
            suspect = pair
        }
    }

    private func agrees(_ pair: Pair, with other: Pair) -> Bool {
        Int64(bitPattern: pair.time &- time(of: pair.timestamp, from: other)).magnitude <= Self.tolerance
    }

    private func time(of timestamp: RTPTimestamp, from pair: Pair) -> UInt64 {
        // At most 2^31 ticks either way, so the shifted value is inside 64 bits.
        let ticks = Int64(timestamp.distance(from: pair.timestamp))
        return pair.time &+ UInt64(bitPattern: ticks << 32 / clockRate)
    }
}
