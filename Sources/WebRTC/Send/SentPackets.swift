internal import RTP

/// What the last numbers of a stream stood for, eight octets each.
///
/// Invariant: the slot of a number within `entries.count` behind `newest` is that number's, or empty.
struct SentPackets: Sendable {
    /// One number.
    struct Entry: Sendable {
        /// The packet's index in the history of its source.
        var index: UInt32
        /// When it was sent again last, in milliseconds modulo 65,536.
        var resentAt: UInt16 = 0
        /// Which line of the stream it was sent on, 1 to 255; 0 when nothing was sent under the number.
        var line: UInt8
        /// How often it was sent again.
        var attempts: UInt8 = 0
    }

    /// The entries; number n is in slot `n % count`.
    private var entries: [Entry]
    /// The newest number.
    private(set) var newest: ExtendedSequenceNumber?

    /// Remembers at least `capacity` numbers, rounded up to a power of two.
    init(capacity: Int) {
        let power = Int.bitWidth - (max(capacity, 2) - 1).leadingZeroBitCount
        entries = Array(repeating: Entry(index: 0, line: 0), count: 1 << power)
    }

    /// What a number stood for; `nil` when that was nothing, or is forgotten.
    func entry(_ place: ExtendedSequenceNumber) -> Entry? {
        guard let newest, case let behind = newest.value - place.value, behind >= 0,
            behind < entries.count
        else { return nil }
        let entry = entries[slot(place.value)]
        return entry.line == 0 ? nil : entry
    }

    /// Remembers a number, the newest or one that was left out before. `false` when it stood for something already,
    /// or is too old.
    mutating func insert(_ entry: Entry, at place: ExtendedSequenceNumber) -> Bool {
        if let newest, place <= newest {
            guard newest.value - place.value < entries.count, entries[slot(place.value)].line == 0 else {
                return false
            }
        } else {
            advance(to: place)
        }
        entries[slot(place.value)] = entry
        return true
    }

    /// Changes what is remembered of a number that is remembered.
    mutating func replace(_ entry: Entry, at place: ExtendedSequenceNumber) {
        entries[slot(place.value)] = entry
    }

    /// Empties the slots between the newest number and the next one.
    private mutating func advance(to place: ExtendedSequenceNumber) {
        let first = max((newest ?? place).value + 1, place.value - Int64(entries.count) + 1)
        for value in first..<max(place.value, first) {
            entries[slot(value)] = Entry(index: 0, line: 0)
        }
        newest = place
    }

    private func slot(_ value: Int64) -> Int {
        Int(value & Int64(entries.count - 1))
    }
}
