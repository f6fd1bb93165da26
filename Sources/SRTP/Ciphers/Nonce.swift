internal import Bytes

/// The 12 octets that make each use of a GCM key its own (RFC 7714 §8.1, §9.1).
///
///     0 0 | SSRC (4) | ROC (4) | SEQ (2)              RTP
///     0 0 | SSRC (4) | 0 0 | 0 and the index (4)      RTCP
///
/// and the session salt XORed over it. Both are the SSRC and 48 bits of index, so one rule makes them.
struct Nonce {
    /// The octets in network order, four to a number.
    private let words: InlineArray<3, UInt32>

    /// The session salt, 12 octets.
    init(salt: RawSpan) {
        var reader = ByteReader(salt)
        words = [reader.readUInt32() ?? 0, reader.readUInt32() ?? 0, reader.readUInt32() ?? 0]
    }

    private init(_ words: InlineArray<3, UInt32>) {
        self.words = words
    }

    /// The nonce of a packet.
    @inline(__always)
    func mixed(withSource ssrc: UInt32, index: UInt64) -> Nonce {
        let middle = ssrc << 16 | UInt32(truncatingIfNeeded: index >> 32)
        return Nonce([
            words[0] ^ ssrc >> 16, words[1] ^ middle, words[2] ^ UInt32(truncatingIfNeeded: index),
        ])
    }

    /// Calls `body` with the 12 octets in network order.
    @inline(__always)
    func withOctets<Value>(_ body: (UnsafePointer<UInt8>?) -> Value) -> Value {
        let octets: InlineArray<3, UInt32> = [
            words[0].bigEndian, words[1].bigEndian, words[2].bigEndian,
        ]
        return unsafe octets.span.bytes.withUnsafeBytes { octets in
            // Sound: `body` does not keep the address.
            unsafe body(octets.baseAddress?.assumingMemoryBound(to: UInt8.self))
        }
    }
}
