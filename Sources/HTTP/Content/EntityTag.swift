import Bytes

/// Names one version of a representation (RFC 9110 §8.8.3).
public struct EntityTag: Hashable, Sendable, CustomStringConvertible {
    /// What stands between the quotes.
    public let opaque: String
    /// Whether versions of the same tag may differ in their bytes: `W/"…"`.
    public let isWeak: Bool

    /// A tag. `opaque` holds visible characters without a quote.
    public init(_ opaque: String, isWeak: Bool = false) {
        self.opaque = opaque
        self.isWeak = isWeak
    }

    /// The tag of some bytes: their number and a hash of them, so that it is the same after a restart.
    ///
    /// The hash is 64-bit FNV-1a. It must tell a file from its next version and need not withstand an enemy, who
    /// cannot choose our bytes.
    public init(hashing bytes: RawSpan) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for offset in 0..<bytes.byteCount {
            hash = (hash ^ UInt64(bytes.byte(at: offset) ?? 0)) &* 0x100_0000_01B3
        }
        self.init(String(bytes.byteCount, radix: 36) + "-" + String(hash, radix: 36))
    }

    /// The tag as fields write it.
    public var description: String { (isWeak ? "W/\"" : "\"") + opaque + "\"" }

    /// Whether both name the same bytes (RFC 9110 §8.8.3.2, strong comparison).
    public func names(theSameBytesAs other: EntityTag) -> Bool {
        !isWeak && !other.isWeak && opaque == other.opaque
    }

    /// Whether both name equivalent content (RFC 9110 §8.8.3.2, weak comparison).
    public func names(theSameContentAs other: EntityTag) -> Bool {
        opaque == other.opaque
    }
}
