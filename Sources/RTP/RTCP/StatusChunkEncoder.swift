/// Packs packet statuses into as few chunks as a greedy choice makes: the longest run, else 14 small symbols, else
/// seven of any kind.
///
/// Invariants between calls:
/// 1. The pending symbols fit in one chunk of some kind.
/// 2. Beyond 14 pending symbols all are the same, and only their number is kept.
struct StatusChunkEncoder {
    /// The chunks that are full.
    private(set) var chunks: [UInt16] = []
    /// Up to 14 pending symbols, two bits each, the first one lowest.
    private var symbols: UInt32 = 0
    /// How many symbols are pending.
    private var count = 0
    /// Whether all pending symbols are the same.
    private var isRun = true
    /// Whether a pending symbol is `large`, which one bit cannot say.
    private var hasLarge = false

    /// The longest run that 13 bits can say.
    private static let longestRun = 0x1FFF

    /// How many chunks `finished` will give.
    var chunkCount: Int { chunks.count + (count > 0 ? 1 : 0) }

    /// Forgets everything but keeps the memory.
    mutating func removeAll() {
        chunks.removeAll(keepingCapacity: true)
        clear()
    }

    /// Adds one packet's status.
    mutating func append(_ symbol: StatusChunk.Symbol) {
        while !hasRoom(for: symbol) { emit() }
        push(symbol)
    }

    /// The last chunk, which may be partly filled; `nil` when nothing is pending.
    var lastChunk: UInt16? {
        guard count > 0 else { return nil }
        return isRun ? run : hasLarge ? vectorOfSeven : vectorOfFourteen
    }

    private func hasRoom(for symbol: StatusChunk.Symbol) -> Bool {
        if isRun, count == 0 || symbol == self.symbol(at: 0) { return count < Self.longestRun }
        return count < (hasLarge || symbol == .large ? 7 : 14)
    }

    private mutating func push(_ symbol: StatusChunk.Symbol) {
        isRun = isRun && (count == 0 || symbol == self.symbol(at: 0))
        hasLarge = hasLarge || symbol == .large
        if count < 14 { symbols |= UInt32(symbol.rawValue) << UInt32(2 * count) }
        count += 1
    }

    /// Makes a chunk of pending symbols. Of more than seven that need two bits, those beyond stay pending.
    private mutating func emit() {
        guard !isRun, hasLarge || count < 14 else {
            chunks.append(isRun ? run : vectorOfFourteen)
            clear()
            return
        }
        chunks.append(vectorOfSeven)
        let (rest, kept) = (symbols >> 14, max(0, count - 7))
        clear()
        for index in 0..<kept {
            push(StatusChunk.Symbol(rawValue: UInt8(rest >> UInt32(2 * index) & 3)) ?? .lost)
        }
    }

    private mutating func clear() {
        (symbols, count, isRun, hasLarge) = (0, 0, true, false)
    }

    private func symbol(at index: Int) -> StatusChunk.Symbol {
        StatusChunk.Symbol(rawValue: UInt8(symbols >> UInt32(2 * index) & 3)) ?? .lost
    }

    private var run: UInt16 {
        UInt16(symbols & 3) << 13 | UInt16(count)
    }

    private var vectorOfFourteen: UInt16 {
        var chunk: UInt16 = 0b10
        for index in 0..<14 { chunk = chunk << 1 | UInt16(symbol(at: index).rawValue) }
        return chunk
    }

    private var vectorOfSeven: UInt16 {
        var chunk: UInt16 = 0b11
        for index in 0..<7 { chunk = chunk << 2 | UInt16(symbol(at: index).rawValue) }
        return chunk
    }
}
