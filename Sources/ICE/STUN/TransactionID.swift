/// What ties a STUN answer to its question: 96 random bits (RFC 8489 §5).
public struct TransactionID: Hashable, Sendable {
    /// The first four octets.
    public let high: UInt32
    /// The other eight.
    public let low: UInt64

    /// The identifier with these bits.
    public init(high: UInt32, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A random identifier.
    init(using generator: inout some RandomNumberGenerator) {
        self.init(high: UInt32(truncatingIfNeeded: generator.next()), low: generator.next())
    }
}
