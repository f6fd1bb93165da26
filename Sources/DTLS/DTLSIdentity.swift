internal import COpenSSL
public import Crypto

/// A certificate with the rules under which sessions use it. Immutable once made, shared by all sessions of all loops;
/// sessions keep the identity they began with when it is replaced.
///
/// DTLS 1.2 only: 1.0 has no AEAD, and OpenSSL 3.0 knows no 1.3. Cipher suites are ECDHE with AES-GCM, for ECDSA and RSA
/// peers: RFC 8827 §6.5 makes one of them mandatory, every browser offers them, and a session at rest need know no other.
@safe public final class DTLSIdentity: Sendable {
    /// SRTP's protection profiles in our order: AEAD_AES_128_GCM, AEAD_AES_256_GCM, AES128_CM_HMAC_SHA1_80
    /// (RFC 7714 §14.2, RFC 5764 §4.1.2). The server's order decides, and GCM costs us a quarter of the other.
    public static let preferredProfiles: [UInt16] = [7, 8, 1]

    /// What the other side sees of us; its fingerprint belongs into our session description.
    public let certificate: Certificate
    /// OpenSSL's context, which counts its own references and locks what it changes.
    nonisolated(unsafe) let context: OpaquePointer

    /// Prepares a certificate for use, with the SRTP profiles that are offered or taken, the preferred first.
    public init(
        _ certificate: Certificate, profiles: [UInt16] = DTLSIdentity.preferredProfiles
    ) throws(DTLSError) {
        guard Endpoint.isLibraryKnown else {
            throw .unsupportedLibrary(unsafe String(cString: OpenSSL_version(OPENSSL_VERSION)))
        }
        guard let context = unsafe SSL_CTX_new(DTLS_method()) else { throw DTLSError.last }
        guard unsafe Self.configure(context), unsafe Self.offer(profiles, in: context),
            unsafe Self.use(certificate, in: context)
        else {
            unsafe SSL_CTX_free(context)
            throw DTLSError.last
        }
        self.certificate = certificate
        unsafe self.context = context
    }

    deinit {
        unsafe SSL_CTX_free(context)
    }

    /// The rules that do not depend on the certificate. Extended master secrets (RFC 7627) are on by themselves.
    private static func configure(_ context: OpaquePointer) -> Bool {
        _ = unsafe starling_dtls_set_options(context)
        // Nobody resumes a session whose keys come from signaling, and a cache would grow with every viewer.
        _ = unsafe SSL_CTX_ctrl(context, SSL_CTRL_SET_SESS_CACHE_MODE, Int(SSL_SESS_CACHE_OFF), nil)
        // Both sides show a certificate; who may have which is decided by its fingerprint alone (RFC 5763 §5).
        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
        unsafe SSL_CTX_set_cert_verify_callback(
            context, { store, _ in unsafe Endpoint.acceptsCertificate(in: store) ? 1 : 0 }, nil)
        // A peer sends one certificate; OpenSSL would keep 100 KiB of them for us.
        _ = unsafe SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_CERT_LIST, 16384, nil)
        // No record is longer than a datagram, and OpenSSL would keep 16 KiB to write one.
        _ = unsafe SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_SEND_FRAGMENT, 2048, nil)
        return unsafe SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(DTLS1_2_VERSION), nil) == 1
            && SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(DTLS1_2_VERSION), nil) == 1
            && starling_dtls_set_groups(context, "X25519:P-256:P-384") == 1
            && SSL_CTX_set_cipher_list(
                context,
                "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
                    + "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384") == 1
    }

    /// Lets `use_srtp` (RFC 5764 §4.1.1) name these profiles.
    private static func offer(_ profiles: [UInt16], in context: OpaquePointer) -> Bool {
        let names = profiles.map { profile in
            switch profile {
            case 7: "SRTP_AEAD_AES_128_GCM"
            case 8: "SRTP_AEAD_AES_256_GCM"
            default: "SRTP_AES128_CM_SHA1_80"
            }
        }
        // It returns 0 when all is well, unlike its neighbours.
        return unsafe SSL_CTX_set_tlsext_use_srtp(context, names.joined(separator: ":")) == 0
    }

    private static func use(_ certificate: Certificate, in context: OpaquePointer) -> Bool {
        let der = certificate.der
        guard unsafe SSL_CTX_use_certificate_ASN1(context, Int32(clamping: der.count), der) == 1 else {
            return false
        }
        let key = unsafe certificate.keyDER.withUnsafeBufferPointer { bytes in
            // Sound: OpenSSL reads within the count it is given, and moves a pointer of our own.
            var start = bytes.baseAddress
            return unsafe d2i_AutoPrivateKey(nil, &start, bytes.count)
        }
        defer { unsafe EVP_PKEY_free(key) }
        return unsafe SSL_CTX_use_PrivateKey(context, key) == 1 && SSL_CTX_check_private_key(context) == 1
    }
}
