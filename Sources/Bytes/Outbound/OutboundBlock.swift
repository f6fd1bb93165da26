/// A stretch of memory that small writes are gathered in.
@safe final class OutboundBlock {
    /// A page: a response head and a small body fit.
    static let usualCapacity = 4096
    /// Behind shared bytes: there it is mostly the head of the next frame or chunk, and then shared bytes again.
    static let smallCapacity = 256

    /// The memory; its first `count` bytes are written. Ours alone until `deinit`.
    private let memory: UnsafeMutableRawBufferPointer
    /// How many bytes are written.
    private(set) var count = 0

    /// A block for `capacity` bytes.
    init(capacity: Int) {
        // Alignment 1 is malloc's own; any other goes through its slower aligned variant.
        unsafe memory = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 1)
    }

    deinit {
        unsafe memory.deallocate()
    }

    /// How many bytes more it takes.
    var room: Int { unsafe memory.count - count }

    /// The written bytes.
    @unsafe var filled: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(memory)[..<count])
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

    /// Lets `fill` write at most `capacity` bytes, which must fit, behind those that are there, and returns how
    /// many it wrote.
    func write(atMost capacity: Int, _ fill: (inout OutputRawSpan) -> Void) -> Int {
        let free = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[count..<(count + capacity)])
        // Sound: the memory is ours alone and outlives the span, which does not leave this call.
        var span = unsafe OutputRawSpan(buffer: free, initializedCount: 0)
        fill(&span)
        let written = unsafe span.finalize(for: free)
        count += written
        return written
    }
}
