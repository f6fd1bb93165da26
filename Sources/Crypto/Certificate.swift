internal import COpenSSL
public import Timing

/// A certificate and its private key: ECDSA P-256 when we make them ourselves, which every browser takes and which
/// costs a handshake a tenth of what RSA does. For `--tls auto`, for DTLS and for tests.
///
/// It is the encoded bytes and nothing of OpenSSL's, so it travels between threads and modules as a value.
public struct Certificate: Sendable {
    /// The certificate in DER.
    public let der: [UInt8]
    /// The private key in DER, not encrypted.
    public let keyDER: [UInt8]
    /// When it ends.
    public let notAfter: WallClock

    /// Makes a certificate for names and addresses that is valid from a day before `now`, for clocks that are slow.
    ///
    /// DTLS-SRTP needs neither names nor addresses: its peers know the certificate by its fingerprint, and we should
    /// say nothing that is not needed (RFC 8827 §6.5).
    public init(
        for names: [String] = [], addresses: [String] = [], valid duration: Duration, at now: WallClock
    ) throws(CryptoError) {
        guard let key = unsafe starling_make_p256_key() else { throw CryptoError.last }
        defer { unsafe EVP_PKEY_free(key) }
        guard let x509 = unsafe X509_new() else { throw CryptoError.last }
        defer { unsafe X509_free(x509) }
        unsafe X509_set_version(x509, 2)  // Version 3, which is the one with extensions (RFC 5280 §4.1.2.1).
        unsafe Self.setSerial(of: x509)
        let begin = Int(now.seconds) - 86_400
        unsafe ASN1_TIME_set(X509_getm_notBefore(x509), begin)
        unsafe ASN1_TIME_set(X509_getm_notAfter(x509), Int(now.seconds) + Int(duration.seconds))
        unsafe Self.setSubject(of: x509, commonName: names.first ?? "starling")
        guard unsafe Self.addExtensions(to: x509, names: names, addresses: addresses),
            unsafe X509_set_pubkey(x509, key) == 1, unsafe X509_sign(x509, key, EVP_sha256()) > 0
        else { throw CryptoError.last }
        guard let end = unsafe Self.end(of: x509) else { throw CryptoError.last }
        der = unsafe Self.written { unsafe i2d_X509_bio($0, x509) }
        keyDER = unsafe Self.written { unsafe i2d_PrivateKey_bio($0, key) }
        notAfter = end
    }

    /// Reads a certificate and its key, each in PEM.
    public init(pem: [UInt8], keyPEM: [UInt8]) throws(CryptoError) {
        guard let x509 = unsafe Self.read(pem, { unsafe PEM_read_bio_X509($0, nil, nil, nil) }),
            let end = unsafe Self.end(of: x509)
        else { throw CryptoError.last }
        defer { unsafe X509_free(x509) }
        guard let key = unsafe Self.read(keyPEM, { unsafe PEM_read_bio_PrivateKey($0, nil, nil, nil) }) else {
            throw CryptoError.last
        }
        defer { unsafe EVP_PKEY_free(key) }
        guard unsafe X509_check_private_key(x509, key) == 1 else { throw CryptoError.last }
        der = unsafe Self.written { unsafe i2d_X509_bio($0, x509) }
        keyDER = unsafe Self.written { unsafe i2d_PrivateKey_bio($0, key) }
        notAfter = end
    }

    /// The certificate in PEM.
    public var certificatePEM: [UInt8] {
        guard let x509 = unsafe Self.read(der, { unsafe d2i_X509_bio($0, nil) }) else { return [] }
        defer { unsafe X509_free(x509) }
        return unsafe Self.written { unsafe PEM_write_bio_X509($0, x509) }
    }

    /// The private key in PEM (PKCS #8), not encrypted: it belongs in a file that only we may read.
    public var keyPEM: [UInt8] {
        guard let key = unsafe Self.read(keyDER, { unsafe d2i_PrivateKey_bio($0, nil) }) else { return [] }
        defer { unsafe EVP_PKEY_free(key) }
        return unsafe Self.written { unsafe PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil) }
    }

    /// When the certificate in `pem` ends; `nil` when it is none.
    public static func expiry(ofPEM pem: [UInt8]) -> WallClock? {
        guard let x509 = unsafe read(pem, { unsafe PEM_read_bio_X509($0, nil, nil, nil) }) else {
            ERR_clear_error()
            return nil
        }
        defer { unsafe X509_free(x509) }
        return unsafe end(of: x509)
    }

    /// When a certificate ends, by the distance from 1970: no calendar of the C library, no time zone.
    private static func end(of x509: OpaquePointer) -> WallClock? {
        guard let epoch = unsafe ASN1_TIME_set(nil, 0) else { return nil }
        defer { unsafe ASN1_TIME_free(epoch) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        guard unsafe ASN1_TIME_diff(&days, &seconds, epoch, X509_get0_notAfter(x509)) == 1 else { return nil }
        return WallClock(seconds: Int64(days) * 86_400 + Int64(seconds))
    }

    /// A random positive serial number of 64 bits (CA/Browser Forum: at least 64 from a good source).
    private static func setSerial(of x509: OpaquePointer) {
        let number = UInt64.random(in: 1...(.max >> 1))
        unsafe ASN1_INTEGER_set_uint64(X509_get_serialNumber(x509), number)
    }

    private static func setSubject(of x509: OpaquePointer, commonName: String) {
        let name = unsafe X509_get_subject_name(x509)
        // RFC 5280 ub-common-name: 64 characters.
        unsafe X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, String(commonName.prefix(64)), -1, -1, 0)
        unsafe X509_set_issuer_name(x509, name)
    }

    /// Browsers look at the alternative names only (RFC 9525 §6.3), and Apple wants the key usage told. A
    /// certificate without names serves both ends of DTLS, so it claims no usage.
    private static func addExtensions(
        to x509: OpaquePointer, names: [String], addresses: [String]
    ) -> Bool {
        guard unsafe add(NID_basic_constraints, "critical,CA:FALSE", to: x509) else { return false }
        let alternatives = names.map { "DNS:\($0)" } + addresses.map { "IP:\($0)" }
        guard !alternatives.isEmpty else { return true }
        return unsafe add(NID_ext_key_usage, "serverAuth", to: x509)
            && add(NID_subject_alt_name, alternatives.joined(separator: ","), to: x509)
    }

    private static func add(_ kind: Int32, _ value: String, to x509: OpaquePointer) -> Bool {
        guard let made = unsafe X509V3_EXT_conf_nid(nil, nil, kind, value) else { return false }
        defer { unsafe X509_EXTENSION_free(made) }
        return unsafe X509_add_ext(x509, made, -1) == 1
    }

    /// What `read` makes of bytes that a BIO offers it; the caller owns the result.
    private static func read(_ bytes: [UInt8], _ read: (OpaquePointer) -> OpaquePointer?) -> OpaquePointer? {
        unsafe bytes.withUnsafeBytes { buffer in
            // Sound: the BIO reads the array's memory and is gone before the array.
            guard let count = Int32(exactly: buffer.count),
                let bio = unsafe BIO_new_mem_buf(buffer.baseAddress, count)
            else { return nil }
            defer { unsafe BIO_free(bio) }
            return unsafe read(bio)
        }
    }

    /// What `write` puts into a memory BIO.
    private static func written(_ write: (OpaquePointer) -> Int32) -> [UInt8] {
        guard let bio = unsafe BIO_new(BIO_s_mem()) else { return [] }
        defer { unsafe BIO_free(bio) }
        guard unsafe write(bio) == 1 else { return [] }
        var bytes = unsafe [UInt8](repeating: 0, count: BIO_ctrl_pending(bio))
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe BIO_read(bio, $0.baseAddress, Int32($0.count))
        }
        return Array(bytes.prefix(Int(max(count, 0))))
    }
}
