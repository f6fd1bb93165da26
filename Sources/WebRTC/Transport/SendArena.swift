internal import Bytes
public import ICE

/// Datagrams one behind the other in one stretch of memory, from which the kernel takes them: what is sealed into it is
/// copied nowhere else.
///
/// Datagrams of equal size to one path that follow each other are one message, a run, the last of which may be shorter.
///
/// Invariants:
/// 1. The bytes of `messages` follow each other in `memory` in the same order, and end at `used`.
/// 2. `memory` never grows past `limit`: what does not fit is dropped and counted, as a full network would do.
public struct SendArena {
    /// One datagram, or a run of them.
    public struct Message {
        /// Where it goes, and from where.
        public let path: Path
        /// Where its bytes begin.
        public let start: Int
        /// How many there are.
        public internal(set) var count: Int
        /// The size of each datagram of the run; the last may be shorter.
        public let segmentSize: Int

        /// Where its bytes are among all.
        public var range: Range<Int> { start..<start + count }
    }

    /// The bytes.
    private var memory: [UInt8]
    /// How many of them are taken.
    private(set) var used = 0
    /// How large `memory` may become.
    private let limit: Int
    /// The messages.
    private(set) var messages: [Message] = []
    /// Whether the next datagram may belong to the last message, if it goes the same way.
    private var isOpen = false
    /// How many datagrams found no room.
    private(set) var dropped = 0

    /// Media is added only below this: as much as stays in a core's second-level cache (PERFORMANCE.md, rule 3). What
    /// peers have to say of themselves may go beyond.
    static let mediaLimit = 400_000
    /// And only below so many messages, of which the kernel takes 32 a call: the fewer there are, the closer what it reads
    /// is in the caches.
    static let mediaMessages = 64
    /// The most datagrams of a run that every kernel takes: UDP_MAX_SEGMENTS was 64 until Linux 6.10.
    static let longestRun = 64
    /// The most octets of a run: the largest UDP payload over IPv4 (RFC 768, RFC 791).
    static let largestRun = 65_507

    /// An empty arena for at most so many octets.
    init(limit: Int) {
        self.limit = limit
        memory = [UInt8](repeating: 0, count: min(limit, 64 << 10))
    }

    /// Whether nothing waits.
    var isEmpty: Bool { messages.isEmpty }

    /// Whether no more media is to be added before it was emptied.
    @inline(__always) var isFull: Bool { used >= Self.mediaLimit || messages.count >= Self.mediaMessages }

    /// Where the last datagram goes.
    var lastPath: Path? { messages.last?.path }

    /// All bytes that were added.
    var bytes: RawSpan {
        @_lifetime(borrow self)
        get { memory.bytes.extracting(0..<used) }
    }

    /// Lets the next datagram be a message of its own, whatever was before it.
    mutating func endRun() { isOpen = false }

    /// Room for a datagram of at most `size` octets at the end; `nil`, and one is counted as dropped, when there is none.
    @inline(__always)
    @_lifetime(&self)
    mutating func room(_ size: Int) -> MutableRawSpan? {
        guard makeRoom(size) else {
            dropped += 1
            return nil
        }
        return memory.mutableBytes(in: used..<used + size)
    }

    /// Adds a datagram of at most `size` octets, which `fill` writes; it returns how many there are, or `nil` to
    /// add nothing. `false` when nothing was added.
    mutating func append(
        atMost size: Int, to path: Path, _ fill: (inout MutableRawSpan) -> Int?
    ) -> Bool {
        guard var room = room(size), let count = fill(&room), count > 0, count <= size else { return false }
        if lastPath != path { endRun() }
        commit(count, to: path)
        return true
    }

    /// Takes the first `count` octets of what `room` gave for a datagram to `path`. It must be the path of the last one
    /// unless a run was ended in between.
    @inline(__always)
    mutating func commit(_ count: Int, to path: Path) {
        let last = messages.count - 1
        if isOpen, messages[last].count + count <= Self.largestRun, count <= messages[last].segmentSize,
            messages[last].count < messages[last].segmentSize * Self.longestRun
        {
            messages[last].count += count
            isOpen = count == messages[last].segmentSize
        } else {
            messages.append(Message(path: path, start: used, count: count, segmentSize: count))
            isOpen = true
        }
        used += count
    }

    /// All memory from the start, to change what was added.
    @_lifetime(&self)
    mutating func mutableBytes() -> MutableRawSpan { memory.mutableBytes }

    /// Takes back all that was added since there were so many messages.
    mutating func removeMessages(from first: Int) {
        guard first < messages.count else { return }
        used = messages[first].start
        messages.removeLast(messages.count - first)
        isOpen = false
    }

    /// Empties it.
    mutating func removeAll() {
        messages.removeAll(keepingCapacity: true)
        used = 0
        isOpen = false
    }

    /// Makes `memory` hold `size` more octets.
    @inline(__always)
    private mutating func makeRoom(_ size: Int) -> Bool {
        used + size <= memory.count || grow(by: size)
    }

    private mutating func grow(by size: Int) -> Bool {
        let wanted = used + size
        guard wanted <= limit else { return false }
        memory += [UInt8](repeating: 0, count: min(max(wanted, memory.count * 2), limit) - memory.count)
        return true
    }
}
