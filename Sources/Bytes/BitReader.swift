/// A cursor over the bits of borrowed bytes, high bit first, that cannot run past their end.
///
/// A read that does not fit returns `nil` and moves nothing, as in `ByteReader`.
public struct BitReader: ~Escapable {
    /// The bytes whose bits are read.
    private let bytes: RawSpan
    /// How many bits have been read. Invariant: `0 <= offset <= 8 * bytes.byteCount`.
    public private(set) var offset: Int

    /// Starts reading at the highest bit of the first byte.
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan) {
        self.bytes = bytes
        offset = 0
    }

    /// How many bits have not been read yet.
    public var remaining: Int { bytes.byteCount * 8 - offset }

    /// Reads an unsigned integer of `width` bits, 0 to 32.
    public mutating func read(_ width: Int) -> UInt32? {
        guard width >= 0, width <= 32, width <= remaining else { return nil }
        var value: UInt32 = 0
        var left = width
        while left > 0, let byte = bytes.byte(at: offset >> 3) {
            let free = 8 - offset & 7
            let taken = min(free, left)
            let bits = UInt32(byte) >> UInt32(free - taken) & (1 << UInt32(taken) - 1)
            value = value << UInt32(taken) | bits
            offset += taken
            left -= taken
        }
        return value
    }

    /// Skips `count` bits; `false`, and nothing moved, when there are fewer.
    public mutating func skip(_ count: Int) -> Bool {
        guard count >= 0, count <= remaining else { return false }
        offset += count
        return true
    }

    /// Reads one bit.
    public mutating func readFlag() -> Bool? {
        read(1).map { $0 == 1 }
    }

    /// Reads a value in `0..<bound` whose lower part is written with one bit less: `ns(n)`, AV1 §4.10.7.
    public mutating func readNonSymmetric(below bound: UInt32) -> UInt32? {
        guard bound > 0 else { return nil }
        let start = offset
        let width = UInt32.bitWidth - bound.leadingZeroBitCount
        // How many values are short; 64 bits, since a bound of 32 bits would overflow.
        let short = UInt32(truncatingIfNeeded: (1 as UInt64) << UInt64(width) - UInt64(bound))
        guard let head = read(width - 1) else { return nil }
        guard head >= short else { return head }
        guard let tail = read(1) else {
            offset = start
            return nil
        }
        return head &* 2 &- short &+ tail
    }
}
