internal import Timing

/// How fast a player's downloads came of late, by which it chooses what to load next.
///
/// Octets and seconds fade together, so that a large download weighs more than a small one, whose time is mostly that of
/// the way there and back.
struct ThroughputMeter {
    /// What was loaded, and for how long that was waited, both faded.
    private var bits = 0.0, seconds = 0.0

    /// What is left of each download with the next.
    private static let fading = 0.85
    /// A download takes at least this long: nobody's network is faster than a clock's step.
    private static let shortest = 0.0005

    /// Bits a second; `nil` before the first download.
    var bitsPerSecond: Double? { seconds > 0 ? bits / seconds : nil }

    /// Something was loaded.
    mutating func note(byteCount: Int, in time: Duration) {
        bits = bits * Self.fading + Double(byteCount) * 8
        seconds = seconds * Self.fading + max(time.seconds, Self.shortest)
    }
}
