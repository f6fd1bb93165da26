internal import COpenSSL

/// AES in counter mode with one key, by OpenSSL.
@safe struct CounterCipher: ~Copyable {
    /// OpenSSL's context with the expanded key. Owned; used by one thread at a time, as its owner is.
    private let context: OpaquePointer

    /// Expands a key of 16 or 32 octets.
    init(key: RawSpan) {
        guard let context = unsafe EVP_CIPHER_CTX_new() else { preconditionFailure("out of memory") }
        unsafe self.context = context
        let isSet = unsafe key.withUnsafeBytes { key in
            let kind = unsafe key.count == 32 ? EVP_aes_256_ctr() : EVP_aes_128_ctr()
            // Sound: a key of either length is read up to its length, which chose the cipher.
            return unsafe EVP_EncryptInit_ex(
                context, kind, nil, key.baseAddress?.assumingMemoryBound(to: UInt8.self), nil)
        }
        precondition(isSet == 1, "OpenSSL has AES")
    }

    deinit {
        // Wipes the expanded key.
        unsafe EVP_CIPHER_CTX_free(context)
    }

    /// Encrypts or decrypts, which are the same, from `source` to as many octets at `target`.
    func apply(
        _ block: CounterBlock, to source: UnsafeRawBufferPointer, into target: UnsafeMutableRawPointer?
    ) -> Bool {
        guard unsafe block.withOctets({ unsafe EVP_EncryptInit_ex(context, nil, nil, nil, $0) }) == 1 else {
            return false
        }
        guard source.count > 0 else { return true }
        var written: Int32 = 0
        // Sound: the caller has room for as many octets, which are fewer than 2^31 as they fit in a datagram.
        return unsafe EVP_EncryptUpdate(
            context, target?.assumingMemoryBound(to: UInt8.self), &written,
            source.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(source.count)) == 1
    }
}
