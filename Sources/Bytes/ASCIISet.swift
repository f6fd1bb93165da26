/// A set of ASCII bytes, such as the characters a token may have. Bytes above 127 are in none.
public struct ASCIISet: Sendable {
    /// Bit n stands for byte n.
    private let low: UInt64
    /// Bit n stands for byte 64 + n.
    private let high: UInt64

    /// The set whose members are the bits of two words: `low` for bytes 0 to 63, `high` for 64 to 127. Written
    /// with literals it is a constant of the program, which costs a parser nothing to get at.
    public init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    /// Whether `byte` is a member.
    @inline(__always)
    public func contains(_ byte: UInt8) -> Bool {
        byte < 128 && (byte < 64 ? low : high) &>> UInt64(byte) & 1 == 1
    }
}
