/// Gathers bits, high bit first, into bytes of a `ByteWriter`.
///
/// It owns no memory and borrows the byte writer only for each call, so that bits and bytes can alternate. Call
/// `flush` at the end, or up to seven bits stay behind.
public struct BitWriter: Sendable {
    /// Bits that do not fill a byte yet, in the low positions.
    private var pending: UInt64 = 0
    /// How many bits `pending` holds. Invariant: below 8 between calls.
    private var pendingCount = 0

    /// A writer that starts at the highest bit of the next byte.
    public init() {}

    /// Writes the low `width` bits of `value`, 0 to 32 of them.
    public mutating func write(_ value: UInt32, _ width: Int, to writer: inout ByteWriter) {
        precondition(width >= 0 && width <= 32, "a field has 0 to 32 bits")
        pending = pending << UInt64(width) | UInt64(value) & (1 << UInt64(width) - 1)
        pendingCount += width
        while pendingCount >= 8 {
            pendingCount -= 8
            writer.write(UInt8(truncatingIfNeeded: pending >> UInt64(pendingCount)))
        }
    }

    /// Writes one bit.
    public mutating func write(_ flag: Bool, to writer: inout ByteWriter) {
        write(flag ? 1 : 0, 1, to: &writer)
    }

    /// Writes a value in `0..<bound` with one bit less for its lower part: `ns(n)`, AV1 §4.10.7.
    public mutating func writeNonSymmetric(_ value: UInt32, below bound: UInt32, to writer: inout ByteWriter)
    {
        precondition(value < bound, "the value is not below its bound")
        let width = UInt32.bitWidth - bound.leadingZeroBitCount
        let short = UInt32(truncatingIfNeeded: (1 as UInt64) << UInt64(width) - UInt64(bound))
        if value < short {
            write(value, width - 1, to: &writer)
        } else {
            write(value &+ short, width, to: &writer)
        }
    }

    /// Fills the byte that was begun with zero bits.
    public mutating func flush(to writer: inout ByteWriter) {
        guard pendingCount > 0 else { return }
        write(0, 8 - pendingCount, to: &writer)
    }
}
