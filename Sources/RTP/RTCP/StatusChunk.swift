/// Sixteen bits of packet statuses in transport-wide feedback, read symbol by symbol.
///
/// A run and both vectors are one thing here: `bits` holds the symbols from the top, and each read shifts by
/// `step`, which for a run is nothing.
struct StatusChunk {
    /// What became of a packet; the raw value is also how many octets its delta takes.
    enum Symbol: UInt8 {
        case lost
        case small
        case large
        case reserved
    }

    /// The symbols, the next one on top.
    private var bits: UInt16
    /// How many bits a symbol has.
    private let width: UInt16
    /// How far the bits move with each symbol.
    private let step: UInt16
    /// How many symbols have not been read.
    private var left: Int

    /// A chunk without symbols.
    init() {
        (bits, width, step, left) = (0, 2, 0, 0)
    }

    /// The chunk that 16 bits spell.
    init(_ chunk: UInt16) {
        switch chunk >> 14 {
        case 0, 1: (bits, width, step, left) = (chunk << 1, 2, 0, Int(chunk & 0x1FFF))
        case 2: (bits, width, step, left) = (chunk << 2, 1, 1, 14)
        default: (bits, width, step, left) = (chunk << 2, 2, 2, 7)
        }
    }

    /// The next symbol, `nil` behind the last.
    mutating func next() -> Symbol? {
        guard left > 0 else { return nil }
        left -= 1
        defer { bits <<= step }
        return Symbol(rawValue: UInt8(bits >> (16 - width)))
    }
}
