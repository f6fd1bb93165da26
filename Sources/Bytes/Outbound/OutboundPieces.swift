/// The pieces of an outbound queue, copied and shared bytes in the order they were appended.
///
/// Invariants:
/// 1. `count` is the sum of all pieces from `head` on, less `sentOfFirst`.
/// 2. No piece from `head` on is empty or spent, and all before it are spent.
/// 3. Only the last piece, when it is a block, grows.
struct OutboundPieces: ~Copyable {
    /// One stretch of bytes, copied or shared.
    private enum Piece {
        case block(OutboundBlock)
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

    /// How many places for pieces an empty queue keeps.
    private static let keptCapacity = 4

    /// The pieces, oldest first; those before `head` are spent.
    private var pieces: [Piece] = []
    /// Index of the first unsent piece.
    private var head = 0
    /// How much of the first piece has been sent.
    private var sentOfFirst = 0
    /// How many bytes wait to be sent.
    private(set) var count = 0

    /// Appends a copy of `bytes`: into the last block, and into a new one when that is full.
    mutating func append(copyOf bytes: UnsafeRawBufferPointer) {
        guard bytes.count > 0 else { return }
        count += bytes.count
        var rest = unsafe bytes
        if case .block(let block)? = pieces.last {
            unsafe rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(block.append(rest)))
        }
        guard rest.count > 0 else { return }
        let block = OutboundBlock(capacity: max(rest.count, nextCapacity))
        _ = unsafe block.append(rest)
        pieces.append(.block(block))
    }

    /// How large a new block is, unless more is to be written at once.
    private var nextCapacity: Int {
        guard case .shared? = pieces.last else { return OutboundBlock.usualCapacity }
        return OutboundBlock.smallCapacity
    }

    /// Appends what `fill` writes, at most `capacity` bytes.
    mutating func write(atMost capacity: Int, _ fill: (inout OutputRawSpan) -> Void) {
        guard capacity > 0 else { return }
        if case .block(let block)? = pieces.last, block.room >= capacity {
            count += block.write(atMost: capacity, fill)
            return
        }
        let block = OutboundBlock(capacity: max(capacity, nextCapacity))
        let written = block.write(atMost: capacity, fill)
        guard written > 0 else { return }
        count += written
        pieces.append(.block(block))
    }

    /// Appends shared bytes by reference; there is at least one.
    mutating func append(shared slice: ByteSlice) {
        pieces.append(.shared(slice))
        count += slice.count
    }

    /// Tells that the first `sent` bytes have left.
    mutating func removeFirst(_ sent: Int) {
        precondition(sent >= 0 && sent <= count, "more was sent than there was")
        guard sent < count else { return removeAll() }
        count -= sent
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
    mutating func take(atMost limit: Int) -> [UInt8] {
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
    mutating func removeAll() {
        if pieces.capacity > Self.keptCapacity {
            pieces = []
        } else {
            // One by one: `removeAll(keepingCapacity:)` costs five times as much for a single piece.
            while pieces.popLast() != nil {}
        }
        head = 0
        sentOfFirst = 0
        count = 0
    }

    /// The part of a file that is next to be sent, when it is worth a call of its own.
    var filePart: FilePart? {
        head < pieces.count ? filePart(at: head, skipping: sentOfFirst) : nil
    }

    /// The part of a file that the piece at `index` is without its first `skip` bytes, when that is large.
    private func filePart(at index: Int, skipping skip: Int) -> FilePart? {
        guard case .shared(let slice) = pieces[index], let file = slice.owner.file,
            slice.count - skip >= FilePart.leastCount
        else { return nil }
        return FilePart(file: file, range: (slice.range.lowerBound + skip)..<slice.range.upperBound)
    }

    /// Fills `target` with the addresses of the first waiting pieces, in order, and returns how many it wrote. With
    /// `beforeFile` it stops where `filePart` would be.
    @unsafe func gather(
        into target: UnsafeMutableBufferPointer<UnsafeRawBufferPointer>, beforeFile: Bool
    ) -> Int {
        var filled = 0
        var skip = sentOfFirst
        while filled < target.count, head + filled < pieces.count {
            if beforeFile, filePart(at: head + filled, skipping: skip) != nil { break }
            let memory = unsafe pieces[head + filled].memory
            unsafe target[filled] = UnsafeRawBufferPointer(rebasing: memory.dropFirst(skip))
            skip = 0
            filled += 1
        }
        return filled
    }
}
