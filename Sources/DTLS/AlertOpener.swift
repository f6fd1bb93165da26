internal import Bytes
internal import COpenSSL

/// Opens the peer's alerts once OpenSSL's session is gone.
///
/// A session that only waits for a goodbye would keep 40 to 75 KiB of OpenSSL's for it, times ten thousand viewers. The
/// key and the four bytes of salt are all that the goodbye needs, so those are derived once more from the session's
/// secrets, as both ends did for themselves (RFC 5246 §6.3):
///
///     key_block = PRF(master_secret, "key expansion", server_random + client_random)
///               = client_write_key, server_write_key, client_write_IV, server_write_IV
///
/// The AEAD suites, which are the only ones that we take, have no MAC keys.
struct AlertOpener {
    /// How bad an alert is and what it says (RFC 5246 §7.2).
    struct Alert: Equatable {
        let level: UInt8
        let code: UInt8

        /// Whether the peer said goodbye.
        var isGoodbye: Bool { code == UInt8(SSL3_AD_CLOSE_NOTIFY) }
        /// Whether the peer ends the session by it.
        var isEnd: Bool { isGoodbye || level == UInt8(SSL3_AL_FATAL) }
    }

    /// How many bytes an alert has.
    private static let alertSize = 2
    /// The part of the nonce that stays (RFC 5288 §3).
    private static let saltSize = 4

    /// The peer's writing key; its length tells AES-128 from AES-256.
    private let key: [UInt8]
    /// The peer's part of the nonce.
    private let salt: [UInt8]

    /// Takes what is needed from a session whose handshake is complete.
    init?(_ ssl: OpaquePointer, isClient: Bool) {
        guard let cipher = unsafe SSL_get_current_cipher(ssl) else { return nil }
        let keySize: Int
        switch unsafe SSL_CIPHER_get_cipher_nid(cipher) {
        case NID_aes_128_gcm: keySize = 16
        case NID_aes_256_gcm: keySize = 32
        default: return nil
        }
        let count = 2 * (keySize + Self.saltSize)
        guard let block = unsafe Self.keyBlock(of: ssl, cipher, count: count) else { return nil }
        let peerKey = isClient ? keySize : 0
        let peerSalt = 2 * keySize + (isClient ? Self.saltSize : 0)
        key = Array(block[peerKey..<peerKey + keySize])
        salt = Array(block[peerSalt..<peerSalt + Self.saltSize])
    }

    private static func keyBlock(of ssl: OpaquePointer, _ cipher: OpaquePointer, count: Int) -> [UInt8]? {
        var master = [UInt8](repeating: 0, count: 48)
        var serverRandom = [UInt8](repeating: 0, count: 32)
        var clientRandom = [UInt8](repeating: 0, count: 32)
        guard unsafe SSL_SESSION_get_master_key(SSL_get_session(ssl), &master, 48) == 48,
            unsafe SSL_get_server_random(ssl, &serverRandom, 32) == 32,
            unsafe SSL_get_client_random(ssl, &clientRandom, 32) == 32,
            let digest = unsafe EVP_MD_get0_name(SSL_CIPHER_get_handshake_digest(cipher))
        else { return nil }
        let seed = Array("key expansion".utf8) + serverRandom + clientRandom
        var block = [UInt8](repeating: 0, count: count)
        // Sound: every array is as long as its count says, and none is kept.
        let result = unsafe starling_tls_prf(
            digest, master, master.count, seed, seed.count, &block, block.count)
        return result == 1 ? block : nil
    }

    /// The first alert among a datagram's records that opens. What does not open came from somebody else.
    ///
    ///     header(104) | nonce(64) sealed alert(16) tag(128)
    func open(_ datagram: RawSpan) -> Alert? {
        var reader = ByteReader(datagram)
        while let header = RecordHeader(&reader), let sealed = reader.read(header.length) {
            // The handshake made one change of keys, so all that is sealed is of epoch 1.
            guard header.type == UInt8(SSL3_RT_ALERT), header.epoch == 1,
                sealed.byteCount == RecordHeader.explicitNonceSize + Self.alertSize + RecordHeader.tagSize
            else { continue }
            if let alert = open(sealed, of: header) { return alert }
        }
        return nil
    }

    /// RFC 5246 §6.2.3.3: what is authenticated besides is the sequence number, the type, the version and the length of
    /// the plaintext.
    private func open(_ sealed: RawSpan, of header: RecordHeader) -> Alert? {
        var authenticated: [UInt8] = []
        authenticated.append(bigEndian: header.sequence)
        authenticated.append(header.type)
        authenticated.append(bigEndian: header.version)
        authenticated.append(bigEndian: UInt16(Self.alertSize))
        let bytes = Array<UInt8>(sealed)
        let nonce = salt + bytes[..<RecordHeader.explicitNonceSize]
        let text = Array(
            bytes[RecordHeader.explicitNonceSize..<RecordHeader.explicitNonceSize + Self.alertSize])
        var tag = Array(bytes[(RecordHeader.explicitNonceSize + Self.alertSize)...])
        guard let state = unsafe EVP_CIPHER_CTX_new() else { return nil }
        defer { unsafe EVP_CIPHER_CTX_free(state) }
        var alert = [UInt8](repeating: 0, count: Self.alertSize)
        var count: Int32 = 0
        let cipher = unsafe key.count == 16 ? EVP_aes_128_gcm() : EVP_aes_256_gcm()
        // Sound: GCM's nonce has twelve bytes unless it is told otherwise; no count exceeds its array.
        guard unsafe EVP_DecryptInit_ex(state, cipher, nil, key, nonce) == 1,
            unsafe EVP_DecryptUpdate(state, nil, &count, authenticated, Int32(authenticated.count)) == 1,
            unsafe EVP_DecryptUpdate(state, &alert, &count, text, Int32(text.count)) == 1,
            unsafe EVP_CIPHER_CTX_ctrl(state, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag) == 1,
            unsafe EVP_DecryptFinal_ex(state, nil, &count) == 1
        else {
            ERR_clear_error()
            return nil
        }
        return Alert(level: alert[0], code: alert[1])
    }
}
