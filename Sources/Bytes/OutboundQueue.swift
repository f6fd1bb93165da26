/// What a connection still has to send: small writes gathered in blocks, large shared bodies by reference.
///
/// A protocol core appends; the shell hands the first pieces to one gathering write and tells how much the
/// kernel took. Order is kept between copied and shared bytes. An empty queue holds no memory, so that ten
/// thousand idle connections cost none.
///
/// Invariants:
/// 1. `count` is the sum of all pieces from `head` on, less `sentOfFirst`.
/// 2. No piece from `head` on is empty or spent, and all before it are spent.
/// 3. Only the last piece, when it is a block, grows.
public final class OutboundQueue {
    /// One stretch of bytes, copied or shared.
    private enum Piece {
        case block(Block)
        case shared(ByteSlice)
        /// Sent: it holds no memory, so that a queue which never runs dry keeps nothing that has left.
        case spent

        /// The bytes, valid while the piece lives and does not grow.
        var memory: UnsafeRawBufferPointer {
            switch self {
            case .block(let block): unsafe block.filled
            case .shared(let slice):
                unsafe UnsafeRawBufferPointer(rebasing: slice.owner.unsafeMemory[slice.range])
            case .spent: unsafe UnsafeRawBufferPointer(start: nil, count: 0)
            }
        }
    }

    /// Shared slices smaller than this are copied: one more piece of a gathering write costs more.
    public static let copyThreshold = 4096

    /// The pieces, oldest first; those before `head` are spent.
    private var pieces: [Piece] = []
    /// Index of the first unsent piece.
    private var head = 0
    /// How much of the first piece has been sent.
    private var sentOfFirst = 0
    /// How many bytes wait to be sent.
    public private(set) var count = 0

    /// An empty queue.
    public init() {}

    /// Whether nothing waits.
    public var isEmpty: Bool { count == 0 }

    /// Appends a copy of `bytes`.
    public func append(_ bytes: RawSpan) {
        guard !bytes.isEmpty else { return }
        unsafe bytes.withUnsafeBytes { unsafe appendCopy(of: $0) }
    }

    /// Appends a copy of `bytes`.
    public func append(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe appendCopy(of: $0) }
    }

    /// Appends text that is known when we compile.
    public func append(_ text: StaticString) {
        guard text.hasPointerRepresentation else {
            append(Array(text.description.utf8))
            return
        }
        // Sound: a static string's memory holds utf8CodeUnitCount bytes for ever.
        unsafe appendCopy(of: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends a string's UTF-8.
    public func append(text: String) {
        var text = text
        text.withUTF8 { unsafe appendCopy(of: UnsafeRawBufferPointer($0)) }
    }

    /// Appends a number in decimal digits.
    public func append(decimal number: Int) {
        unsafe withUnsafeTemporaryAllocation(byteCount: 20, alignment: 1) { digits in
            var left = number.magnitude
            var first = digits.count
            repeat {
                first -= 1
                unsafe digits[first] = UInt8(truncatingIfNeeded: 48 + left % 10)
                left /= 10
            } while left > 0
            if number < 0 { append("-") }
            unsafe appendCopy(of: UnsafeRawBufferPointer(rebasing: digits[first...]))
        }
    }

    /// Appends what `fill` writes, at most `capacity` bytes, straight into the queue's memory: the way to render a
    /// head of many small parts.
    public func write(atMost capacity: Int, _ fill: (inout OutputRawSpan) -> Void) {
        guard capacity > 0 else { return }
        if head == pieces.count || !lastBlockHasRoom(for: capacity) {
            pieces.append(.block(Block(capacity: max(capacity, Block.usualCapacity))))
        }
        guard case .block(let block)? = pieces.last else { return }
        let written = block.write(atMost: capacity, fill)
        count += written
        if block.count == 0 { pieces.removeLast() }
    }

    /// Whether the last piece is a block that takes `capacity` bytes more.
    private func lastBlockHasRoom(for capacity: Int) -> Bool {
        guard case .block(let block)? = pieces.last else { return false }
        return block.room >= capacity
    }

    /// Appends shared bytes: by reference when they are large, as a copy when they are small.
    public func append(_ slice: ByteSlice) {
        guard slice.count >= Self.copyThreshold else {
            append(slice.bytes)
            return
        }
        pieces.append(.shared(slice))
        count += slice.count
    }

    /// Tells that the first `sent` bytes have left.
    public func removeFirst(_ sent: Int) {
        precondition(sent >= 0 && sent <= count, "more was sent than there was")
        count -= sent
        guard count > 0 else {
            removeAll()
            return
        }
        var left = sent
        while left > 0 {
            let here = unsafe pieces[head].memory.count - sentOfFirst
            guard left >= here else {
                sentOfFirst += left
                break
            }
            left -= here
            sentOfFirst = 0
            pieces[head] = .spent
            head += 1
        }
        if head > 64, head * 2 > pieces.count {
            pieces.removeFirst(head)
            head = 0
        }
    }

    /// Removes the first `limit` bytes, or all there are, and returns a copy of them.
    public func take(atMost limit: Int = .max) -> [UInt8] {
        var taken: [UInt8] = []
        taken.reserveCapacity(min(limit, count))
        var skip = sentOfFirst
        for piece in pieces[head...] where taken.count < limit {
            unsafe taken.append(contentsOf: piece.memory.dropFirst(skip).prefix(limit - taken.count))
            skip = 0
        }
        removeFirst(taken.count)
        return taken
    }

    /// Drops everything that waits.
    public func removeAll() {
        pieces.removeAll(keepingCapacity: pieces.capacity <= 4)
        head = 0
        sentOfFirst = 0
        count = 0
    }

    /// Fills `target` with the addresses of the first waiting pieces, in order, and returns how many it wrote.
    ///
    /// The addresses are valid until the queue is next changed.
    @unsafe public func gather(into target: UnsafeMutableBufferPointer<UnsafeRawBufferPointer>) -> Int {
        var filled = 0
        var skip = sentOfFirst
        while filled < target.count, head + filled < pieces.count {
            let memory = unsafe pieces[head + filled].memory
            unsafe target[filled] = UnsafeRawBufferPointer(rebasing: memory.dropFirst(skip))
            skip = 0
            filled += 1
        }
        return filled
    }

    /// Copies into the last block, and into a new one when that is full.
    private func appendCopy(of bytes: UnsafeRawBufferPointer) {
        guard bytes.count > 0 else { return }
        count += bytes.count
        var rest = unsafe bytes
        if head < pieces.count, case .block(let block)? = pieces.last {
            unsafe rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(block.append(rest)))
        }
        guard rest.count > 0 else { return }
        let block = Block(capacity: max(rest.count, Block.usualCapacity))
        _ = unsafe block.append(rest)
        pieces.append(.block(block))
    }

    /// A stretch of memory that small writes are gathered in.
    @safe private final class Block {
        /// A page: a response head and a small body fit.
        static let usualCapacity = 4096

        /// The memory; its first `count` bytes are written.
        private let memory: UnsafeMutableRawBufferPointer
        /// How many bytes are written.
        private(set) var count = 0

        init(capacity: Int) {
            unsafe memory = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
        }

        deinit {
            unsafe memory.deallocate()
        }

        /// The written bytes.
        var filled: UnsafeRawBufferPointer {
            unsafe UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(memory)[..<count])
        }

        /// How many bytes more it takes.
        var room: Int { unsafe memory.count - count }

        /// Lets `fill` write at most `capacity` bytes behind those that are there, and returns how many it wrote.
        func write(atMost capacity: Int, _ fill: (inout OutputRawSpan) -> Void) -> Int {
            let free = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[count..<(count + capacity)])
            // Sound: the memory is ours alone and outlives the span, which does not leave this call.
            var span = unsafe OutputRawSpan(buffer: free, initializedCount: 0)
            fill(&span)
            let written = unsafe span.finalize(for: free)
            count += written
            return written
        }

        /// Copies as much of `bytes` as fits and returns how much that was.
        func append(_ bytes: UnsafeRawBufferPointer) -> Int {
            let taken = min(bytes.count, room)
            guard taken > 0 else { return 0 }
            // Sound: `taken` bytes fit behind `count`, and the source lies outside this block.
            let free = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[count...])
            unsafe free.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes.prefix(taken)))
            count += taken
            return taken
        }
    }
}
