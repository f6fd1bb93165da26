internal import RTP

/// Where the last packets of a source are in its history, by their places in the source.
///
/// Kept once for all viewers: each of them knows only which numbers it was sent, and what places those were.
///
/// Invariant: a slot holds the newest of the places that share it.
struct PlaceIndex: Sendable {
    /// One place.
    private struct Entry {
        /// The place; `.min` for none.
        var place = Int64.min
        /// The packet's index in the history.
        var index: UInt32 = 0
    }

    /// The entries; place n is in slot n % count.
    private var entries: [Entry]

    /// An index of so many places, rounded up to a power of two.
    init(capacity: Int) {
        let power = Int.bitWidth - (max(capacity, 2) - 1).leadingZeroBitCount
        entries = Array(repeating: Entry(), count: 1 << power)
    }

    /// The index of the packet at a place; `nil` when it is forgotten.
    subscript(_ place: ExtendedSequenceNumber) -> UInt32? {
        let entry = entries[slot(place)]
        return entry.place == place.value ? entry.index : nil
    }

    /// Takes note of a packet. One that comes late does not displace a newer one.
    mutating func insert(_ index: UInt32, at place: ExtendedSequenceNumber) {
        guard entries[slot(place)].place <= place.value else { return }
        entries[slot(place)] = Entry(place: place.value, index: index)
    }

    private func slot(_ place: ExtendedSequenceNumber) -> Int { Int(place.value & Int64(entries.count - 1)) }
}
