internal import RTP

/// Which of a stream's last numbers were used, a bit each.
///
/// What a number stood for follows from the line it was sent on (`SourceLine.place(of:)`), so a bit is all that must be
/// kept of a packet for each viewer. It matters: a number that is used twice is an index that is sealed twice, which
/// AES-GCM must never do (RFC 7714 §8.1).
///
/// Invariant: the bit of a number within `capacity` behind `newest` is that number's.
struct SentWindow: Sendable {
    /// The bits; number n has bit n % capacity.
    private var words = InlineArray<8, UInt64>(repeating: 0)
    /// The newest number.
    private(set) var newest: ExtendedSequenceNumber?

    /// How far back a number can be asked for: a second of video.
    static let capacity: Int64 = 512

    /// Whether a number was used.
    func contains(_ place: ExtendedSequenceNumber) -> Bool {
        guard let newest, case let behind = newest.value - place.value, behind >= 0, behind < Self.capacity
        else { return false }
        return words[Self.word(place.value)] & Self.bit(place.value) != 0
    }

    /// Uses a number, the newest or one that was left out before. `false` when it was used already, or is too old.
    mutating func insert(_ place: ExtendedSequenceNumber) -> Bool {
        if let newest, place <= newest {
            guard newest.value - place.value < Self.capacity, !contains(place) else { return false }
        } else {
            advance(to: place)
        }
        set(place.value, true)
        return true
    }

    /// Forgets what is too old now, and the numbers that were left out.
    private mutating func advance(to place: ExtendedSequenceNumber) {
        var value = max((newest ?? place).value + 1, place.value - Self.capacity + 1)
        while value <= place.value {
            set(value, false)
            value += 1
        }
        newest = place
    }

    @inline(__always)
    private mutating func set(_ value: Int64, _ isUsed: Bool) {
        let (word, bit) = (words[Self.word(value)], Self.bit(value))
        words[Self.word(value)] = isUsed ? word | bit : word & ~bit
    }

    private static func word(_ value: Int64) -> Int { Int(value & (capacity - 1)) / 64 }

    private static func bit(_ value: Int64) -> UInt64 { 1 << UInt64(value & 63) }
}
