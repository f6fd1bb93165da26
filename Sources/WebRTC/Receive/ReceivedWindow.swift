internal import RTP

/// Which of the newest 1,024 packets of a stream came, a bit each.
///
/// At 2,000 packets a second, which is more than a 4K stream has, that reaches back half a second: longer than a
/// retransmission is worth waiting for.
struct ReceivedWindow: Sendable {
    /// How many packets are remembered.
    static let length: Int64 = 1024

    /// Bit `n % 64` of word `n / 64 % 16` stands for the packet in place n.
    private var words = InlineArray<16, UInt64>(repeating: 0)

    /// Remembers a packet, which must not be older than the window; `false` when it was there already.
    mutating func insert(_ place: ExtendedSequenceNumber) -> Bool {
        let (word, bit) = Self.position(place.value)
        guard words[word] & bit == 0 else { return false }
        words[word] |= bit
        return true
    }

    /// Forgets what the places after `newest` and up to `next` stood for before they came round again.
    mutating func advance(from newest: ExtendedSequenceNumber, to next: ExtendedSequenceNumber) {
        guard next.value &- newest.value < Self.length else {
            words = InlineArray(repeating: 0)
            return
        }
        var place = newest.value
        while place < next.value {
            place += 1
            let (word, bit) = Self.position(place)
            words[word] &= ~bit
        }
    }

    private static func position(_ place: Int64) -> (word: Int, bit: UInt64) {
        (Int(place >> 6 & 15), 1 << UInt64(place & 63))
    }
}
