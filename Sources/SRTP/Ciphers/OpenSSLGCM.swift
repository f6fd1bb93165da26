internal import COpenSSL

/// AES-GCM with one key, by OpenSSL.
///
/// A context that is given only a new nonce keeps its key schedule, which is most of the work (measured: 362 ns a
/// packet against 480 with the key set anew). GCM expands a key in one way for both directions.
@safe struct OpenSSLGCM: ~Copyable {
    /// OpenSSL's context with the expanded key. Owned; used by one thread at a time, as its owner is.
    private let context: OpaquePointer

    /// Expands a key of 16 or 32 octets.
    init(key: RawSpan) {
        guard let context = unsafe EVP_CIPHER_CTX_new() else { preconditionFailure("out of memory") }
        unsafe self.context = context
        let isSet = unsafe key.withUnsafeBytes { key in
            let kind = unsafe key.count == 32 ? EVP_aes_256_gcm() : EVP_aes_128_gcm()
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

    /// As `GCMKey.seal`.
    func seal(
        _ nonce: Nonce, aad: UnsafeRawBufferPointer, plain: UnsafeRawBufferPointer,
        to output: UnsafeMutableRawPointer
    ) -> Bool {
        var written: Int32 = 0
        // Sound: lengths fit in 31 bits as the packets fit in a datagram; room is the caller's word.
        let target = unsafe output.assumingMemoryBound(to: UInt8.self)
        guard
            unsafe nonce.withOctets({ unsafe EVP_EncryptInit_ex(context, nil, nil, nil, $0) }) == 1,
            unsafe EVP_EncryptUpdate(context, nil, &written, aad.octets, Int32(aad.count)) == 1,
            unsafe plain.isEmpty
                || EVP_EncryptUpdate(context, target, &written, plain.octets, Int32(plain.count)) == 1,
            unsafe EVP_EncryptFinal_ex(context, target + plain.count, &written) == 1
        else { return false }
        return unsafe EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, output + plain.count) == 1
    }

    /// As `GCMKey.open`. OpenSSL compares the tag in constant time.
    func open(
        _ nonce: Nonce, aad: UnsafeRawBufferPointer, sealed: UnsafeRawBufferPointer,
        to output: UnsafeMutableRawPointer
    ) -> Bool {
        // Sound: the caller checked that there is a tag; OpenSSL only reads from it.
        let count = sealed.count - GCMKey.tagCount
        let tag = unsafe UnsafeMutableRawPointer(mutating: sealed.baseAddress.map { unsafe $0 + count })
        let target = unsafe output.assumingMemoryBound(to: UInt8.self)
        var written: Int32 = 0
        guard
            unsafe nonce.withOctets({ unsafe EVP_DecryptInit_ex(context, nil, nil, nil, $0) }) == 1,
            unsafe EVP_DecryptUpdate(context, nil, &written, aad.octets, Int32(aad.count)) == 1,
            unsafe count == 0
                || EVP_DecryptUpdate(context, target, &written, sealed.octets, Int32(count)) == 1,
            unsafe EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, tag) == 1
        else { return false }
        return unsafe EVP_DecryptFinal_ex(context, target + count, &written) == 1
    }
}

extension UnsafeRawBufferPointer {
    /// The address as OpenSSL wants it.
    fileprivate var octets: UnsafePointer<UInt8>? { unsafe baseAddress?.assumingMemoryBound(to: UInt8.self) }
}
