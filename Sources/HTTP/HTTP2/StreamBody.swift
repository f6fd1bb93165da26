import Bytes

/// What is still to be sent of an answer's body: one shared buffer, or pieces as they come.
struct StreamBody {
    /// The slice that is being sent; `nil` when nothing waits.
    private var current: ByteSlice?
    /// Slices after it, oldest first; those before `head` are spent.
    private var later: [ByteSlice] = []
    /// Index of the first unsent one in `later`.
    private var head = 0
    /// How many bytes wait.
    private(set) var waiting = 0
    /// Whether nothing more will be added.
    private(set) var isComplete = false
    /// How many bytes may still be added, when the head told the length.
    private var promised: Int?

    /// A body that comes in pieces, of `length` bytes when that was told.
    init(length: Int? = nil) {
        promised = length
    }

    /// A body that is all here.
    init(whole slice: ByteSlice) {
        append(slice)
        isComplete = true
    }

    /// Adds a piece, up to the length that was told.
    mutating func append(_ piece: ByteSlice) {
        let piece = promised.map { piece.prefix($0) } ?? piece
        guard !piece.isEmpty else { return }
        promised = promised.map { $0 - piece.count }
        waiting += piece.count
        if current == nil {
            current = piece
        } else {
            later.append(piece)
        }
    }

    /// Says that this was all. `false` when less came than was told.
    mutating func finish() -> Bool {
        isComplete = true
        return promised ?? 0 == 0
    }

    /// Moves the first `count` bytes into `outbound`; at most `waiting`.
    mutating func move(_ count: Int, to outbound: OutboundQueue) {
        var left = min(count, waiting)
        waiting -= left
        while left > 0, let slice = current {
            outbound.append(slice.prefix(left))
            guard slice.count <= left else {
                current = slice.dropFirst(left)
                return
            }
            left -= slice.count
            current = next()
        }
    }

    /// Takes the next slice in line.
    private mutating func next() -> ByteSlice? {
        guard head < later.count else { return nil }
        let slice = later[head]
        head += 1
        if head == later.count {
            later.removeAll()
            head = 0
        } else if head > 32, head * 2 > later.count {
            later.removeFirst(head)
            head = 0
        }
        return slice
    }
}
