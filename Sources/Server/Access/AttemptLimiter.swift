import Bytes
import Timing

/// Slows down whoever tries keys: ten wrong ones at once, then one every six seconds, for each address.
///
/// For each address it keeps one instant, at which the last of its failures will be forgiven, if one is forgiven
/// every `interval` (the generic cell rate algorithm, ITU-T I.371 annex A). An IPv6 address counts by its first
/// 64 bits, since whoever has one has all behind them (RFC 4291 §2.5.1).
///
/// Invariants:
/// 1. No more than `capacity` addresses are kept, so that a flood of them costs bounded memory.
/// 2. An instant is at most `burst + 1` intervals ahead of the clock.
struct AttemptLimiter: Sendable {
    /// How many failures are free. A person who mistypes a key is never held up; a script soon is.
    static let burst = 10
    /// After how long one more is forgiven.
    static let interval = Duration.seconds(6)
    /// How many addresses are kept: 4,096 entries are about 200 KB.
    static let capacity = 4096

    /// When the last failure of an address will be forgiven.
    private var forgiven: [IPAddress: Instant] = [:]

    /// A limiter that knows nobody.
    init() {}

    /// How many addresses are kept.
    var count: Int { forgiven.count }

    /// How long `address` must wait before it may try again; `nil` when it need not.
    func wait(for address: IPAddress, at now: Instant) -> Duration? {
        guard let forgiven = forgiven[address.holder] else { return nil }
        let wait = now.duration(to: forgiven) - Self.interval * (Self.burst - 1)
        return wait > .zero ? wait : nil
    }

    /// Takes down a failure.
    mutating func recordFailure(from address: IPAddress, at now: Instant) {
        let holder = address.holder
        if forgiven[holder] == nil, count >= Self.capacity { makeRoom(at: now) }
        let latest = now.advanced(by: Self.interval * Self.burst)
        forgiven[holder] = min(max(forgiven[holder] ?? now, now), latest).advanced(by: Self.interval)
    }

    /// Forgets whoever is forgiven; when that is nobody, whoever will be first. O(capacity), once a failure at most.
    private mutating func makeRoom(at now: Instant) {
        forgiven = forgiven.filter { $0.value > now }
        guard count >= Self.capacity, let first = forgiven.min(by: { $0.value < $1.value }) else { return }
        forgiven[first.key] = nil
    }
}
