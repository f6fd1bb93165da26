internal import Bytes
internal import COpenSSL

/// HMAC-SHA1 (RFC 2104), where protocols demand it: STUN's MESSAGE-INTEGRITY (RFC 8489 §14.5) and the time-limited
/// credentials of TURN.
///
/// SHA-1 is broken as a signature; as the hash inside HMAC it is not.
@safe public struct HMACSHA1: ~Copyable {
    /// How many bytes a code has.
    public static let byteCount = 20

    /// A state with the hash chosen and no key yet. To look the hash up by name costs more than a code of a STUN
    /// message, so states are copies of this one. Sound: never changed after it is made, only copied from.
    private nonisolated(unsafe) static let template: OpaquePointer = {
        guard let algorithm = unsafe EVP_MAC_fetch(nil, "HMAC", nil),
            let state = unsafe EVP_MAC_CTX_new(algorithm), unsafe starling_hmac_use_sha1(state) == 1
        else { preconditionFailure("OpenSSL was built without HMAC-SHA1") }
        return unsafe state
    }()

    /// OpenSSL's state; freed with the value.
    private let state: OpaquePointer

    /// Begins a code under `key`, which may have any length.
    public init(key: RawSpan) {
        guard let state = unsafe EVP_MAC_CTX_dup(Self.template) else {
            preconditionFailure("no memory for a hash")
        }
        unsafe self.state = state
        unsafe key.withUnsafeBytes { bytes in
            // An empty key is a key of zeros (RFC 2104 §3), but OpenSSL takes no address for "keep the key".
            var none: UInt8 = 0
            let isSet =
                unsafe bytes.isEmpty
                ? EVP_MAC_init(state, &none, 0, nil)
                : EVP_MAC_init(state, bytes.baseAddress, bytes.count, nil)
            precondition(isSet == 1, "HMAC takes any key")
        }
    }

    deinit {
        unsafe EVP_MAC_CTX_free(state)
    }

    /// Goes on with the message's next bytes.
    public mutating func update(_ bytes: RawSpan) {
        // Sound: OpenSSL reads the bytes during the call only.
        unsafe bytes.withUnsafeBytes { _ = unsafe EVP_MAC_update(state, $0.baseAddress, $0.count) }
    }

    /// The code of all that was given.
    public consuming func finish() -> [UInt8] {
        var code = [UInt8](repeating: 0, count: Self.byteCount)
        var count = 0
        // Sound: OpenSSL is told how much room there is.
        let isDone = unsafe EVP_MAC_final(state, &code, &count, Self.byteCount)
        precondition(isDone == 1 && count == Self.byteCount, "HMAC-SHA1 has twenty bytes")
        return code
    }

    /// Whether `code` is that of all that was given; takes the same time wherever they differ.
    public consuming func matches(_ code: RawSpan) -> Bool {
        ConstantTime.equal(code, finish().bytes)
    }

    /// The code of one message.
    public static func code(for message: RawSpan, key: RawSpan) -> [UInt8] {
        var code = HMACSHA1(key: key)
        code.update(message)
        return code.finish()
    }
}
