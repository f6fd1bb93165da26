import Bytes
public import Timing

/// The last packets of a stream, their bytes kept once for everybody they were sent to.
///
/// Packets lie one behind the other in a slab that is written round and round; none is split, so what is left at the
/// slab's end may stay unused. A packet is named by a running index, and is there until its bytes or its entry are
/// written over, or it is too old to be of use to anybody.
///
/// Invariants:
/// 1. `head` counts all octets ever used; a packet's bytes are whole while `head - position <= slab.count`.
/// 2. Entry `n % entries.count` is packet n's while `n` is among the last `entries.count`.
public struct PacketHistory: Sendable {
    /// Where a packet lies, and since when.
    private struct Entry {
        /// The value of `head` at its first octet.
        var position: UInt64 = 0
        /// How many octets it has.
        var count = 0
        /// When it was kept, in nanoseconds of the axis.
        var keptAt: Int64 = 0
    }

    /// The bytes.
    private var slab: [UInt8]
    /// The packets.
    private var entries: [Entry]
    /// How many octets were used, skipped ones too.
    private var head: UInt64 = 0
    /// How many packets were kept.
    private var kept: UInt64 = 0
    /// How long a packet is of use, in nanoseconds.
    private let maximumAge: Int64

    /// A history of at most so many octets, packets (rounded up to a power of two) and time. The defaults hold a
    /// second of an 8 Mb/s stream.
    public init(
        byteCapacity: Int = 1 << 20, packetCapacity: Int = 1024, maximumAge: Duration = .seconds(1)
    ) {
        slab = Array(repeating: 0, count: max(byteCapacity, 1))
        let power = Int.bitWidth - (max(packetCapacity, 2) - 1).leadingZeroBitCount
        entries = Array(repeating: Entry(), count: 1 << power)
        self.maximumAge = maximumAge.nanoseconds
    }

    /// The index that the next packet gets. Indices wrap; they are told apart within 2^32 packets.
    public var nextIndex: UInt32 { UInt32(truncatingIfNeeded: kept) }

    /// The packet of an index, borrowed; `nil` when it is gone or too old.
    @_lifetime(borrow self)
    public func packet(at index: UInt32, at now: Instant) -> RawSpan? {
        let behind = UInt64(nextIndex &- index)
        guard behind >= 1, behind <= min(kept, UInt64(entries.count)) else { return nil }
        let entry = entries[slot(kept - behind)]
        guard head - entry.position <= UInt64(slab.count),
            now.nanoseconds &- entry.keptAt <= maximumAge
        else { return nil }
        let start = Int(entry.position % UInt64(slab.count))
        return slab.bytes.extracting(start..<start + entry.count)
    }

    /// Keeps a copy of a packet and returns its index. One longer than the slab has an index and is not kept.
    @discardableResult
    public mutating func keep(_ packet: RawSpan, at now: Instant) -> UInt32 {
        let index = nextIndex
        let count = packet.byteCount
        let isKept = count <= slab.count
        if isKept { makeRoom(count) }
        let offset = Int(head % UInt64(slab.count))
        entries[slot(kept)] = Entry(
            position: head, count: isKept ? count : 0, keptAt: isKept ? now.nanoseconds : .min / 2)
        kept += 1
        if isKept { store(packet, at: offset) }
        return index
    }

    /// Skips what is left of the slab when the next packet does not fit there.
    private mutating func makeRoom(_ count: Int) {
        let left = slab.count - Int(head % UInt64(slab.count))
        if count > left { head += UInt64(left) }
    }

    private mutating func store(_ packet: RawSpan, at offset: Int) {
        var bytes = slab.mutableBytes
        _ = bytes.store(packet, at: offset)
        head += UInt64(packet.byteCount)
    }

    private func slot(_ number: UInt64) -> Int {
        Int(number & UInt64(entries.count - 1))
    }
}
