import Timing

/// How many frames a peer may still send that lead to nothing.
///
/// A frame costs us far more than it costs whoever sends it: a reset throws away a request that was already being
/// answered (CVE-2023-44487), a ping, a setting or an empty DATA frame wants work and often a reply
/// (CVE-2019-9512 to 9518), an invalid one makes us reset the stream ourselves (CVE-2025-8671). One account covers
/// them all: every frame costs one, whatever it is; what it achieves is paid back; the rest comes back slowly.
///
/// A browser that leaves a page and cancels all it asked for stays far inside. An attacker gets `refill` frames a
/// second on average, which is less than a microsecond's work in a thousand.
struct FrameBudget {
    /// How much can be saved up: 400 cancelled requests at once, or 4,000 pings.
    static let capacity = 4000
    /// What comes back a second.
    static let refill = 250
    /// What a request pays for: its own frame, and a ping or a window for its answer.
    static let request = 2
    /// What an abandoned request costs beside its frames: it has reached a service by then.
    static let abandonedStream = 9
    /// How many sent bytes pay for one frame. The eagerest clients give flow control credit each 4 KiB, for the
    /// stream and for the connection.
    static let bytesSentAFrame = 2048

    /// What is left.
    private(set) var left = FrameBudget.capacity
    /// Up to when the refill has been counted.
    private var refilled: Instant

    /// A full account.
    init(at now: Instant) {
        refilled = now
    }

    /// Whether the peer has overdrawn.
    var isSpent: Bool { left < 0 }

    /// Takes `cost`.
    mutating func spend(_ cost: Int) {
        left -= cost
    }

    /// Pays back for something achieved.
    mutating func earn(_ amount: Int) {
        left = min(left + amount, Self.capacity)
    }

    /// Pays back what time gives.
    mutating func refill(at now: Instant) {
        let milliseconds = refilled.duration(to: now).nanoseconds / 1_000_000
        guard milliseconds >= 4 else { return }
        // A whole account needs 16 s, so longer pauses need no exact count.
        earn(Int(min(milliseconds, 60_000)) * Self.refill / 1000)
        refilled = now
    }
}
