internal import CIPSecMB
internal import Crypto

/// AES-GCM with one key, by whichever library was chosen.
@safe enum GCMKey: ~Copyable {
    /// A key schedule of libipsec-mb, with the functions that use it in front.
    case ipsecMB(KeyMemory)
    /// A context of OpenSSL.
    case openSSL(OpenSSLGCM)

    /// Octets of the tag.
    static let tagCount = 16

    /// Expands a key of 16 or 32 octets, beside others where there is a pool for them.
    init(_ secret: RawSpan, on engine: SRTPEngine, in pool: KeyPool? = nil) {
        guard var code = unsafe engine.code else {
            self = .openSSL(OpenSSLGCM(key: secret))
            return
        }
        let schedule = KeyMemory(byteCount: starling_gcm_key_size(), from: pool)
        unsafe secret.withUnsafeBytes { secret in
            // Sound: the memory is as large and aligned as the library says, and the key as long as we say.
            unsafe starling_gcm_key_set(
                schedule.memory.baseAddress, &code, secret.baseAddress, secret.count)
        }
        self = .ipsecMB(schedule)
    }

    /// Encrypts `plain` to `output` and puts the tag behind it.
    ///
    /// `output` has room for both. `plain` and `aad` may not overlap what is written.
    @inline(__always)
    func seal(
        _ nonce: Nonce, aad: UnsafeRawBufferPointer, plain: UnsafeRawBufferPointer,
        to output: UnsafeMutableRawPointer
    ) -> Bool {
        switch self {
        case .ipsecMB(let schedule):
            unsafe nonce.withOctets { nonce in
                // Sound: room for the tag behind the ciphertext is the caller's word.
                unsafe starling_gcm_seal(
                    schedule.memory.baseAddress, nonce, aad.baseAddress, aad.count, plain.baseAddress,
                    plain.count, output, output + plain.count)
            }
            return true
        case .openSSL(let cipher):
            return unsafe cipher.seal(nonce, aad: aad, plain: plain, to: output)
        }
    }

    /// Decrypts `sealed`, which ends in its tag, to `output`, and says whether the tag is right. What was written is
    /// worthless when it is not.
    ///
    /// `output` has room for `sealed` without its tag; there must be a tag.
    @inline(__always)
    func open(
        _ nonce: Nonce, aad: UnsafeRawBufferPointer, sealed: UnsafeRawBufferPointer,
        to output: UnsafeMutableRawPointer
    ) -> Bool {
        // Sound: the caller checked that there is a tag.
        let count = sealed.count - Self.tagCount
        switch self {
        case .ipsecMB(let schedule):
            var expected = InlineArray<16, UInt8>(repeating: 0)
            var tag = expected.mutableSpan
            return unsafe tag.withUnsafeMutableBytes { tag in
                unsafe nonce.withOctets { nonce in
                    unsafe starling_gcm_open(
                        schedule.memory.baseAddress, nonce, aad.baseAddress, aad.count, sealed.baseAddress,
                        count, output, tag.baseAddress)
                }
                // Sound: neither view leaves this call.
                return unsafe ConstantTime.equal(
                    RawSpan(_unsafeBytes: UnsafeRawBufferPointer(tag)),
                    RawSpan(_unsafeBytes: sealed.part(count..<sealed.count)))
            }
        case .openSSL(let cipher):
            return unsafe cipher.open(nonce, aad: aad, sealed: sealed, to: output)
        }
    }
}
