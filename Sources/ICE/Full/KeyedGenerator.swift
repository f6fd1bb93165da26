import Bytes
import Crypto

/// Random numbers from a secret that is drawn once: HMAC-SHA1 of a counter.
///
/// An agent needs unguessable transaction identifiers for as long as it lives (RFC 8489 §5), and is given randomness
/// when it is made.
struct KeyedGenerator: RandomNumberGenerator {
    /// The secret, 128 bits.
    private let key: [UInt8]
    /// How many codes were made.
    private var counter: UInt64 = 0
    /// The second half of the last code, until it is used.
    private var spare: UInt64?

    /// A sequence that nobody can guess who cannot guess what `generator` says.
    init(using generator: inout some RandomNumberGenerator) {
        var key: [UInt8] = []
        key.append(bigEndian: generator.next() as UInt64)
        key.append(bigEndian: generator.next() as UInt64)
        self.key = key
    }

    /// The next 64 bits.
    mutating func next() -> UInt64 {
        if let spare {
            self.spare = nil
            return spare
        }
        var message: [UInt8] = []
        message.append(bigEndian: counter)
        counter += 1
        let code = HMACSHA1.code(for: message.bytes, key: key.bytes)
        var reader = ByteReader(code.bytes)
        let first = reader.readUInt64() ?? 0
        spare = reader.readUInt64()
        return first
    }
}
