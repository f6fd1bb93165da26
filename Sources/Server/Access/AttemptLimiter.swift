import Bytes
import Timing

/// Slows down whoever tries too much: of keys ten wrong ones at once, then one every six seconds, for each address.
///
/// For each address it keeps one instant, at which the last of its attempts will be forgiven, if one is forgiven
/// every `interval` (the generic cell rate algorithm, ITU-T I.371 annex A). An IPv6 address counts by its first
/// 64 bits, since whoever has one has all behind them (RFC 4291 §2.5.1).
///
/// Invariants:
/// 1. No more than `capacity` addresses are kept, so that a flood of them costs bounded memory.
/// 2. An instant is at most `burst + 1` intervals ahead of the clock.
struct AttemptLimiter: Sendable {
    /// How many attempts are free.
    private let burst: Int
    /// After how long one more is forgiven.
    private let interval: Duration
    /// How many addresses are kept: 4,096 entries are about 200 KB.
    static let capacity = 4096

    /// When the last attempt of an address will be forgiven.
    private var forgiven: [IPAddress: Instant] = [:]

    /// A limiter that knows nobody. With these numbers a person who mistypes a key is never held up; a script soon is.
    init(burst: Int = 10, interval: Duration = .seconds(6)) {
        self.burst = burst
        self.interval = interval
    }

    /// How many addresses are kept.
    var count: Int { forgiven.count }

    /// How long `address` must wait before it may try again; `nil` when it need not.
    func wait(for address: IPAddress, at now: Instant) -> Duration? {
        guard let forgiven = forgiven[address.holder] else { return nil }
        let wait = now.duration(to: forgiven) - interval * (burst - 1)
        return wait > .zero ? wait : nil
    }

    /// Takes down an attempt that counts.
    mutating func recordAttempt(from address: IPAddress, at now: Instant) {
        let holder = address.holder
        if forgiven[holder] == nil, count >= Self.capacity { makeRoom(at: now) }
        let latest = now.advanced(by: interval * burst)
        forgiven[holder] = min(max(forgiven[holder] ?? now, now), latest).advanced(by: interval)
    }

    /// Forgets whoever is forgiven; when that is nobody, whoever will be first. O(capacity), once an attempt at most.
    private mutating func makeRoom(at now: Instant) {
        forgiven = forgiven.filter { $0.value > now }
        guard count >= Self.capacity, let first = forgiven.min(by: { $0.value < $1.value }) else { return }
        forgiven[first.key] = nil
    }
}
