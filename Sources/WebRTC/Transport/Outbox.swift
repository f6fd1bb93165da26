internal import Bytes
public import ICE

/// Datagrams that peers want to send, one behind the other in one stretch of memory, until their owner takes them.
///
/// All peers of a loop share one, so that draining is one walk and an idle peer holds no buffer. Datagrams of equal
/// size to one path that follow each other come out as a run, which is one message to the kernel.
///
/// Invariants:
/// 1. The bytes of `entries` follow each other in `memory` in the same order, and end at `used`.
/// 2. `memory` never grows past `limit`: what does not fit is dropped and counted, as a full network would do.
public final class Outbox {
    /// One datagram, or a run of them.
    public struct Transmit {
        /// Where it goes, and from where.
        public let path: Path
        /// The size of each datagram of the run; the last may be shorter.
        public let segmentSize: Int
    }

    /// What is known of one datagram.
    private struct Entry {
        let path: Path
        let start: Int
        let count: Int
    }

    /// The bytes.
    private var memory: [UInt8]
    /// How many of them are taken.
    private var used = 0
    /// How large `memory` may become.
    private let limit: Int
    /// The datagrams.
    private var entries: [Entry] = []
    /// How many datagrams found no room.
    public private(set) var dropped = 0

    /// An empty outbox for at most so many octets. The default is what a port sends in some ten milliseconds.
    public init(limit: Int = 8 << 20) {
        self.limit = limit
        memory = [UInt8](repeating: 0, count: min(limit, 64 << 10))
    }

    /// Whether nothing waits.
    public var isEmpty: Bool { entries.isEmpty }

    /// Adds a datagram of at most `size` octets, which `fill` writes; it returns how many there are, or `nil` to
    /// add nothing. `false` when nothing was added.
    @discardableResult public func append(
        atMost size: Int, to path: Path, _ fill: (inout MutableRawSpan) -> Int?
    ) -> Bool {
        guard makeRoom(size) else {
            dropped += 1
            return false
        }
        var all = memory.mutableBytes
        var room = all._mutatingExtracting(used..<used + size)
        guard let count = fill(&room), count > 0, count <= size else { return false }
        entries.append(Entry(path: path, start: used, count: count))
        used += count
        return true
    }

    /// Adds a copy of a datagram.
    @discardableResult public func append(_ datagram: RawSpan, to path: Path) -> Bool {
        append(atMost: datagram.byteCount, to: path) { room in
            room.store(datagram, at: 0) ? datagram.byteCount : nil
        }
    }

    /// Takes everything out, in order, in runs of at most `segments` datagrams and `bytes` octets. Nothing may be added
    /// meanwhile.
    public func drain(
        segments: Int = 1, bytes: Int = 65_507, _ body: (_ transmit: Transmit, _ bytes: RawSpan) -> Void
    ) {
        var first = 0
        while first < entries.count {
            let head = entries[first]
            let end = endOfRun(at: first, segments: segments, bytes: bytes)
            let last = entries[end - 1]
            body(
                Transmit(path: head.path, segmentSize: head.count),
                memory.bytes.extracting(head.start..<last.start + last.count))
            first = end
        }
        entries.removeAll(keepingCapacity: true)
        used = 0
    }

    /// Behind the run that begins at `first`: datagrams of one size to one path, the last perhaps shorter.
    private func endOfRun(at first: Int, segments: Int, bytes: Int) -> Int {
        let head = entries[first]
        var end = first + 1
        while end < entries.count, end - first < segments, entries[end].path == head.path,
            entries[end - 1].count == head.count, entries[end].count <= head.count,
            entries[end].start + entries[end].count - head.start <= bytes
        {
            end += 1
        }
        return end
    }

    /// Makes `memory` hold `size` more octets.
    private func makeRoom(_ size: Int) -> Bool {
        let wanted = used + size
        guard wanted > memory.count else { return true }
        guard wanted <= limit else { return false }
        memory += [UInt8](repeating: 0, count: min(max(wanted, memory.count * 2), limit) - memory.count)
        return true
    }
}
