/// The packets of one source that came already (RFC 3711 §3.3.2), as one bit each.
///
/// A ring of words that moves by whole words, so that nothing is ever shifted (RFC 6479): of the word that the newest
/// packet is in only a part is behind it, so one word less than there are is what can be promised.
///
/// Invariants:
/// 1. `newest` is the highest index that was marked.
/// 2. A bit is set only for an index that was marked and is in the last `words.count` words up to `newest`'s.
struct ReplayWindow {
    /// One bit for an index, at its place modulo the ring.
    private var words: InlineArray<16, UInt64>
    /// The highest index that came.
    private(set) var newest: UInt64

    /// How far behind the newest a packet may be: 960 packets.
    ///
    /// RFC 3711 §3.3.2 asks for 64 at least. What is sent again for a NACK on its own source, without RTX, comes late
    /// by a round trip or more: at 1,000 packets a second this is enough for a second.
    static let size: UInt64 = 15 * 64

    /// The window after the first packet of a source.
    init(first index: UInt64) {
        words = InlineArray(repeating: 0)
        newest = index
        mark(index)
    }

    /// Why the packet of this index may not come, if it may not.
    func refusal(of index: UInt64) -> SRTPDropReason? {
        guard index <= newest else { return nil }
        guard newest - index < Self.size else { return .tooOld }
        return words[Self.place(ofWord: index >> 6)] & Self.bit(of: index) == 0 ? nil : .replayed
    }

    /// Notes that the packet of this index came. Only once it was found to be authentic, and fresh.
    mutating func mark(_ index: UInt64) {
        if index > newest {
            let old = newest >> 6
            let moved = min(index >> 6 - old, UInt64(words.count))
            for step in 0..<moved { words[Self.place(ofWord: old + 1 + step)] = 0 }
            newest = index
        }
        words[Self.place(ofWord: index >> 6)] |= Self.bit(of: index)
    }

    private static func bit(of index: UInt64) -> UInt64 { 1 << (index & 63) }

    private static func place(ofWord word: UInt64) -> Int { Int(word & 15) }
}
