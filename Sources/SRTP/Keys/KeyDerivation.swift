internal import COpenSSL

/// Session keys from a master key (RFC 3711 §4.3).
///
/// A session key is the key stream of AES in counter mode under the master key, from a block that is the master salt
/// with a label mixed in. The key derivation rate is 0, as DTLS-SRTP has it (RFC 5764 §4.1.2), so this happens once.
/// The GCM profiles derive the same way, with AES-256 where that is their cipher, and append two zero octets to their
/// shorter salt (RFC 7714 §11).
@safe struct KeyDerivation: ~Copyable {
    /// What a session key is for: the label that tells it from others.
    enum Purpose: UInt8 {
        /// Encrypts the packets.
        case cipher = 0
        /// Authenticates the packets.
        case authentication = 1
        /// Goes into initialisation vectors.
        case salt = 2
    }

    /// Which packets a session key is for.
    enum Kind: UInt8 {
        case rtp = 0
        /// RFC 3711 §4.3.2 counts the labels of SRTCP on from 3.
        case rtcp = 3
    }

    /// AES in counter mode with the master key.
    private let cipher: CounterCipher
    /// The first block, before a label is mixed in.
    private let start: CounterBlock
    /// Which packets the keys are for.
    private let kind: Kind

    /// Derives keys for one direction's packets of one kind.
    init(key: RawSpan, salt: RawSpan, kind: Kind) {
        cipher = CounterCipher(key: key)
        start = CounterBlock(salt: salt)
        self.kind = kind
    }

    /// The session key of `count` octets for `purpose`.
    func key(_ purpose: Purpose, count: Int) -> KeyMemory {
        let key = KeyMemory(byteCount: count)
        let block = start.mixed(withLabel: kind.rawValue + purpose.rawValue)
        // Sound: the memory is `count` zero octets, and encrypting in place is what counter mode allows.
        let isDone = unsafe cipher.apply(
            block, to: UnsafeRawBufferPointer(key.memory), into: key.memory.baseAddress)
        precondition(isDone, "OpenSSL has AES")
        return key
    }
}
