/// A packet's place in its stream: the 32 bits of the rollover counter and the 16 of the sequence number
/// (RFC 3711 §3.3.1). Only the latter travel; the rest is guessed from what came before.
struct PacketIndex: Hashable {
    /// The 48 bits. Invariant: below 2^48.
    let value: UInt64

    /// The place that a counter and a number name.
    @inline(__always)
    init(rollover: UInt32, sequenceNumber: UInt16) {
        value = UInt64(rollover) << 16 | UInt64(sequenceNumber)
    }

    /// The place that 48 bits name; `nil` when it takes more.
    init?(value: UInt64) {
        guard value < 1 << 48 else { return nil }
        self.value = value
    }

    /// Of all places that `sequenceNumber` may mean, the one nearest to `newest`, the highest seen: the guess of
    /// RFC 3711 §3.3.1. In the first cycle there is nothing before 0, so a number that would be there is taken for a
    /// later one, as libsrtp does. `nil` when the guess is past the last place that a key may be used for.
    init?(_ sequenceNumber: UInt16, near newest: UInt64) {
        let cycle = newest & ~0xFFFF
        let number = UInt64(sequenceNumber)
        let last = newest & 0xFFFF
        if last < 1 << 15 {
            let isBefore = number > last + 1 << 15 && cycle > 0
            self.init(value: (isBefore ? cycle - 1 << 16 : cycle) | number)
        } else {
            let isAfter = number < last - 1 << 15
            self.init(value: (isAfter ? cycle + 1 << 16 : cycle) | number)
        }
    }

    /// The same number one cycle later.
    var inNextCycle: PacketIndex? { PacketIndex(value: value + 1 << 16) }
}
