internal import Bytes
internal import COpenSSL
internal import Glibc
public import Timing

/// A certificate that we make and sign ourselves, for `--tls auto` and for tests: ECDSA P-256, which every browser
/// takes and which costs a handshake a tenth of what RSA does.
@safe public final class Certificate {
    /// OpenSSL's certificate.
    private let x509: OpaquePointer
    /// Its private key.
    private let key: OpaquePointer

    /// Makes a certificate for names and addresses that is valid from a day before `now`, for clocks that are slow.
    public init(
        for names: [String], addresses: [String], valid duration: Duration, at now: WallClock
    ) throws(TLSError) {
        guard let key = unsafe starling_make_p256_key(), let x509 = unsafe X509_new() else {
            throw TLSError.library(TLSError.lastReason())
        }
        unsafe self.key = key
        unsafe self.x509 = x509
        unsafe X509_set_version(x509, 2)  // Version 3, which is the one with extensions (RFC 5280 §4.1.2.1).
        unsafe Self.setSerial(of: x509)
        let begin = Int(now.seconds) - 86_400
        unsafe ASN1_TIME_set(X509_getm_notBefore(x509), begin)
        unsafe ASN1_TIME_set(X509_getm_notAfter(x509), Int(now.seconds) + Int(duration.seconds))
        unsafe Self.setSubject(of: x509, commonName: names.first ?? "starling")
        let alternatives = names.map { "DNS:\($0)" } + addresses.map { "IP:\($0)" }
        // Browsers look at the alternative names only (RFC 9525 §6.3), and Apple wants the key usage told.
        for (kind, value) in [
            (NID_subject_alt_name, alternatives.joined(separator: ",")),
            (NID_ext_key_usage, "serverAuth"), (NID_basic_constraints, "critical,CA:FALSE"),
        ] {
            guard unsafe Self.add(kind, value, to: x509) else {
                throw TLSError.library(TLSError.lastReason())
            }
        }
        guard unsafe X509_set_pubkey(x509, key) == 1, unsafe X509_sign(x509, key, EVP_sha256()) > 0 else {
            throw TLSError.library(TLSError.lastReason())
        }
    }

    deinit {
        unsafe X509_free(x509)
        unsafe EVP_PKEY_free(key)
    }

    /// The certificate in PEM.
    public var certificatePEM: [UInt8] {
        unsafe Self.pem { unsafe PEM_write_bio_X509($0, x509) }
    }

    /// The private key in PEM (PKCS #8), not encrypted: it belongs in a file that only we may read.
    public var keyPEM: [UInt8] {
        unsafe Self.pem { unsafe PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil) }
    }

    /// When the certificate in `pem` ends; `nil` when it is none.
    public static func expiry(ofPEM pem: [UInt8]) -> WallClock? {
        guard
            let bio = unsafe pem.withUnsafeBytes({ unsafe BIO_new_mem_buf($0.baseAddress, Int32($0.count)) })
        else { return nil }
        defer { unsafe BIO_free(bio) }
        guard let x509 = unsafe PEM_read_bio_X509(bio, nil, nil, nil) else {
            ERR_clear_error()
            return nil
        }
        defer { unsafe X509_free(x509) }
        var fields = unsafe tm()
        guard unsafe ASN1_TIME_to_tm(X509_get0_notAfter(x509), &fields) == 1 else { return nil }
        return unsafe WallClock(seconds: Int64(timegm(&fields)))
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

    private static func add(_ kind: Int32, _ value: String, to x509: OpaquePointer) -> Bool {
        guard let made = unsafe X509V3_EXT_conf_nid(nil, nil, kind, value) else { return false }
        defer { unsafe X509_EXTENSION_free(made) }
        return unsafe X509_add_ext(x509, made, -1) == 1
    }

    /// What `write` puts into a memory BIO.
    private static func pem(_ write: (OpaquePointer) -> Int32) -> [UInt8] {
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
