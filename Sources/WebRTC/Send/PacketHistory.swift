import Bytes
public import Timing

/// The last packets of a stream, for everybody they were sent to: places in batches, whose bytes are nobody's copy.
///
/// A packet is named by a running index, and is there until newer ones take its room, or it is too old to be of use to
/// anybody. What is too old is let go with the next packet, so that no batch outlives its use.
///
/// Invariants:
/// 1. The packets `first..<kept` are there; number n's entry is `entries[n % entries.count]`.
/// 2. They have `byteCount` octets, at most `byteCapacity`.
public struct PacketHistory: Sendable {
    /// One packet.
    private struct Entry {
        /// The batch that it is in; `nil` once it is gone.
        var batch: MediaBatch?
        /// Where it is there.
        var range = 0..<0
        /// When it was kept.
        var keptAt = Instant.zero
    }

    /// The packets.
    private var entries: [Entry]
    /// The oldest packet that is there.
    private var first: UInt64 = 0
    /// How many packets were kept.
    private var kept: UInt64 = 0
    /// How many octets the packets have that are there.
    private var byteCount = 0
    /// How many octets they may have.
    private let byteCapacity: Int
    /// How long a packet is of use.
    private let maximumAge: Duration

    /// A history of at most so many octets, packets (rounded up to a power of two) and time. The defaults hold a
    /// second of an 8 Mb/s stream.
    public init(
        byteCapacity: Int = 1 << 20, packetCapacity: Int = 1024, maximumAge: Duration = .seconds(1)
    ) {
        self.byteCapacity = byteCapacity
        let power = Int.bitWidth - (max(packetCapacity, 2) - 1).leadingZeroBitCount
        entries = Array(repeating: Entry(), count: 1 << power)
        self.maximumAge = maximumAge
    }

    /// The index that the next packet gets. Indices wrap; they are told apart within 2^32 packets.
    public var nextIndex: UInt32 { UInt32(truncatingIfNeeded: kept) }

    /// The packet of an index; `nil` when it is gone or too old.
    public func packet(at index: UInt32, at now: Instant) -> KeptPacket? {
        let behind = UInt64(nextIndex &- index)
        guard behind >= 1, behind <= kept - first else { return nil }
        let entry = entries[slot(kept - behind)]
        guard let batch = entry.batch, entry.keptAt.duration(to: now) <= maximumAge else { return nil }
        return KeptPacket(batch: batch, range: entry.range)
    }

    /// Keeps the packet of a place in a batch and returns its index. One longer than all may be together has an index
    /// and is not kept.
    @discardableResult
    public mutating func keep(_ range: Range<Int>, of batch: MediaBatch, at now: Instant) -> UInt32 {
        let index = nextIndex
        let isKept = range.count <= byteCapacity
        makeRoom(isKept ? range.count : 0, at: now)
        entries[slot(kept)] = Entry(
            batch: isKept ? batch : nil, range: isKept ? range : 0..<0, keptAt: now)
        kept += 1
        byteCount += isKept ? range.count : 0
        return index
    }

    /// Keeps a copy of a packet and returns its index.
    @discardableResult
    public mutating func keep(_ packet: RawSpan, at now: Instant) -> UInt32 {
        keep(0..<packet.byteCount, of: MediaBatch(packet), at: now)
    }

    /// Lets packets go until there is room for one more of so many octets, and none is too old.
    private mutating func makeRoom(_ count: Int, at now: Instant) {
        while first < kept {
            // Not the whole entry, which would have the batch's references counted, in memory that nobody touched for long.
            let (oldest, keptAt) = (slot(first), entries[slot(first)].keptAt)
            let isFull = kept - first == UInt64(entries.count) || byteCount + count > byteCapacity
            guard isFull || keptAt.duration(to: now) > maximumAge else { return }
            entries[oldest].batch = nil
            byteCount -= entries[oldest].range.count
            first += 1
        }
    }

    private func slot(_ number: UInt64) -> Int {
        Int(number & UInt64(entries.count - 1))
    }
}
