import COpenSSL

/// What a server cannot do without in a handshake: a fresh X25519 key, the secret it shares, one signature of its own,
/// and the check of the client's.
enum BareOperations {
    /// Processor time of the four, each by OpenSSL without anything around it.
    static func microseconds(repetitions: Int) -> Double {
        guard let signer = unsafe starling_make_p256_key(), let other = unsafe makeX25519() else {
            return .nan
        }
        defer {
            unsafe EVP_PKEY_free(signer)
            unsafe EVP_PKEY_free(other)
        }
        let begin = ProcessorTime.microseconds
        for _ in 0..<repetitions {
            unsafe agree(with: other)
            unsafe signAndVerify(signer)
        }
        return (ProcessorTime.microseconds - begin) / Double(repetitions)
    }

    private static func makeX25519() -> OpaquePointer? {
        let context = unsafe EVP_PKEY_CTX_new_id(NID_X25519, nil)
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard unsafe EVP_PKEY_keygen_init(context) == 1, unsafe EVP_PKEY_keygen(context, &key) == 1 else {
            return nil
        }
        return unsafe key
    }

    private static func agree(with other: OpaquePointer) {
        let own = unsafe makeX25519()
        let context = unsafe EVP_PKEY_CTX_new(own, nil)
        var secret = [UInt8](repeating: 0, count: 32)
        var count = 32
        // Sound: a secret of X25519 has 32 bytes.
        let isDone =
            unsafe EVP_PKEY_derive_init(context) == 1
            && EVP_PKEY_derive_set_peer(context, other) == 1 && EVP_PKEY_derive(context, &secret, &count) == 1
        precondition(isDone, "OpenSSL has X25519")
        unsafe EVP_PKEY_CTX_free(context)
        unsafe EVP_PKEY_free(own)
    }

    private static func signAndVerify(_ key: OpaquePointer) {
        let hash = [UInt8](repeating: 7, count: 32)
        var signature = [UInt8](repeating: 0, count: 80)
        var count = signature.count
        let context = unsafe EVP_PKEY_CTX_new(key, nil)
        // Sound: a signature by P-256 has 72 bytes at most in DER.
        let isDone =
            unsafe EVP_PKEY_sign_init(context) == 1
            && EVP_PKEY_sign(context, &signature, &count, hash, 32) == 1
            && EVP_PKEY_verify_init(context) == 1 && EVP_PKEY_verify(context, signature, count, hash, 32) == 1
        precondition(isDone, "OpenSSL has P-256")
        unsafe EVP_PKEY_CTX_free(context)
    }
}
