internal import Bytes

/// The block that AES-CM begins to count from: a salt of 14 octets, with what tells a packet mixed in, and 16 bits
/// that count blocks (RFC 3711 §4.1.1).
///
///     salt        s s s s  s s s s  s s s s  s s 0 0
///     SSRC                 S S S S
///     index                         i i i i  i i         ROC and number, or 0 and the SRTCP index
///     label                      L                       in key derivation only (RFC 3711 §4.3.1)
///
/// Counting never carries out of the low 16 bits: that takes a megabyte.
struct CounterBlock {
    /// Both halves, in network order as numbers.
    private let high: UInt64
    private let low: UInt64

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A salt, with zero octets for what it lacks to 14 (RFC 7714 §11).
    init(salt: RawSpan) {
        var bytes: (UInt64, UInt64) = (0, 0)
        for offset in 0..<16 {
            bytes.0 = bytes.0 << 8 | bytes.1 >> 56
            bytes.1 = bytes.1 << 8 | UInt64(salt.byte(at: offset) ?? 0)
        }
        high = bytes.0
        low = bytes.1
    }

    /// The block of a packet.
    func mixed(withSource ssrc: UInt32, index: UInt64) -> CounterBlock {
        CounterBlock(high: high ^ UInt64(ssrc), low: low ^ index << 16)
    }

    /// The block of a session key.
    func mixed(withLabel label: UInt8) -> CounterBlock {
        CounterBlock(high: high ^ UInt64(label), low: low)
    }

    /// Calls `body` with the 16 octets in network order.
    @inline(__always)
    func withOctets<Value>(_ body: (UnsafePointer<UInt8>?) -> Value) -> Value {
        let words: InlineArray<2, UInt64> = [high.bigEndian, low.bigEndian]
        return unsafe words.span.bytes.withUnsafeBytes { octets in
            // Sound: `body` does not keep the address.
            unsafe body(octets.baseAddress?.assumingMemoryBound(to: UInt8.self))
        }
    }

    /// The octets in memory, as a C structure wants them.
    var octets: (UInt64, UInt64) { (high.bigEndian, low.bigEndian) }
}
