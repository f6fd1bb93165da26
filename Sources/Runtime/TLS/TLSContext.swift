internal import Bytes
internal import COpenSSL

/// A certificate with its key and the rules for connections that use it. Immutable once made, shared by all loops;
/// connections keep the context they began with when it is replaced.
@safe public final class TLSContext: Sendable {
    /// OpenSSL's context, which counts its own references and locks what it changes.
    nonisolated(unsafe) let handle: OpaquePointer
    /// What OpenSSL's callbacks read; never written after `init`. With a certificate the protocols that ALPN may choose, as
    /// it wants them, behind one byte that tells how long that is; the shared secret where there is one; else nothing.
    private nonisolated(unsafe) let protocols: UnsafeMutableBufferPointer<UInt8>
    /// Whether connections begin the handshake.
    let isClient: Bool
    /// What connections call the server that they want to meet; `nil` where that is left open.
    let serverName: String?
    /// How many bytes a shared secret has.
    public static let secretSize = 32

    /// Reads a certificate chain and a key in PEM, and offers these protocols by ALPN, the preferred first.
    public init(certificate: String, key: String, protocols: [String]) throws(TLSError) {
        let list = protocols.flatMap { [UInt8(truncatingIfNeeded: $0.utf8.count)] + Array($0.utf8) }
        precondition(list.count <= 255, "our own protocol names are short")
        unsafe self.protocols = .allocate(capacity: 256)
        _ = unsafe self.protocols.initialize(from: [UInt8(list.count)] + list)
        isClient = false
        serverName = nil
        guard let context = unsafe SSL_CTX_new(TLS_server_method()) else {
            throw TLSError.library(TLSError.lastReason())
        }
        unsafe handle = context
        unsafe Self.configure(context)
        guard unsafe SSL_CTX_use_certificate_chain_file(context, certificate) == 1 else {
            throw TLSError.unusableFile(certificate, reason: TLSError.lastReason())
        }
        guard unsafe SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1 else {
            throw TLSError.unusableFile(key, reason: TLSError.lastReason())
        }
        guard unsafe SSL_CTX_check_private_key(context) == 1 else {
            throw TLSError.keyDoesNotMatch(certificate: certificate, key: key)
        }
        offerProtocols()
    }

    /// A context in which both sides prove to know `secret`, and neither has a certificate (RFC 8446 §2.2). The secret must
    /// be `secretSize` bytes that nobody guesses; a fresh key exchange keeps what was said from whoever learns it later.
    public init(secret: [UInt8], isClient: Bool) throws(TLSError) {
        precondition(secret.count == Self.secretSize, "a secret of another size")
        // OpenSSL copies it from there for each handshake.
        unsafe protocols = .allocate(capacity: 256)
        _ = unsafe protocols.initialize(from: secret)
        self.isClient = isClient
        serverName = nil
        guard let context = unsafe SSL_CTX_new(isClient ? TLS_client_method() : TLS_server_method()) else {
            throw TLSError.library(TLSError.lastReason())
        }
        unsafe handle = context
        unsafe Self.configure(context)
        guard unsafe starling_tls_use_secret(context, protocols.baseAddress, isClient ? 1 : 0) == 1 else {
            throw TLSError.library(TLSError.lastReason())
        }
    }

    /// A client's context, for connections to the server at `host`, a name or an address. It must show a certificate for that,
    /// unless anybody is trusted. These protocols are offered by ALPN, the preferred first; without any, ALPN is not used.
    public init(to host: String, trusting trust: TLSTrust, protocols names: [String] = []) throws(TLSError) {
        unsafe protocols = .allocate(capacity: 1)
        isClient = true
        let isAddress = IPAddress(host) != nil
        // RFC 6066 §3: an address is no name.
        serverName = isAddress ? nil : host
        guard let context = unsafe SSL_CTX_new(TLS_client_method()) else {
            throw TLSError.library(TLSError.lastReason())
        }
        unsafe handle = context
        unsafe Self.configure(context)
        if !names.isEmpty {
            let list = names.flatMap { [UInt8(truncatingIfNeeded: $0.utf8.count)] + Array($0.utf8) }
            // OpenSSL copies it.
            _ = unsafe SSL_CTX_set_alpn_protos(context, list, UInt32(list.count))
        }
        switch trust {
        case .anybody: return
        case .system: _ = unsafe SSL_CTX_set_default_verify_paths(context)
        case .file(let path):
            guard unsafe SSL_CTX_load_verify_file(context, path) == 1 else {
                throw TLSError.unusableFile(path, reason: TLSError.lastReason())
            }
        }
        let rules = unsafe SSL_CTX_get0_param(context)
        let isNamed =
            unsafe isAddress
            ? X509_VERIFY_PARAM_set1_ip_asc(rules, host) : X509_VERIFY_PARAM_set1_host(rules, host, 0)
        guard isNamed == 1 else { throw TLSError.library(TLSError.lastReason()) }
        // A server's own certificate in the file is proof enough, whoever signed it.
        _ = unsafe X509_VERIFY_PARAM_set_flags(rules, UInt(X509_V_FLAG_PARTIAL_CHAIN))
        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
    }

    deinit {
        unsafe SSL_CTX_free(handle)
        unsafe protocols.deallocate()
    }

    /// The rules that do not depend on the certificate.
    private static func configure(_ context: OpaquePointer) {
        _ = unsafe starling_tls_set_minimum_version(context, TLS1_2_VERSION)
        _ = unsafe starling_tls_set_options(context)
        // Resumption works by tickets; a cache of sessions in memory would grow with every client.
        _ = unsafe SSL_CTX_ctrl(context, SSL_CTRL_SET_SESS_CACHE_MODE, Int(SSL_SESS_CACHE_OFF), nil)
        _ = unsafe SSL_CTX_set_num_tickets(context, 1)
        // An idle connection gives its 34 KiB of record buffers back.
        _ = unsafe starling_tls_set_mode(
            context,
            Int(SSL_MODE_RELEASE_BUFFERS))
        // AES-128 first: as safe as AES-256 in practice, and a quarter faster on every body we send.
        _ = unsafe SSL_CTX_set_ciphersuites(
            context, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256")
        // RFC 9113 §9.2.2 forbids HTTP/2 over TLS 1.2 without forward secrecy and an AEAD.
        _ = unsafe SSL_CTX_set_cipher_list(
            context,
            "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE+AESGCM:ECDHE+CHACHA20")
    }

    /// Lets ALPN choose the first of ours that the client offers. None in common is no error: HTTP/1.1 clients may
    /// send none, and RFC 7301 §3.2 lets us go on without.
    private func offerProtocols() {
        unsafe SSL_CTX_set_alpn_select_cb(
            handle,
            { _, chosen, chosenCount, offered, offeredCount, ours in
                // Sound: `ours` is `protocols`, which lives as long as the context, and begins with its length.
                guard let ours = unsafe ours?.assumingMemoryBound(to: UInt8.self), let chosen = unsafe chosen
                else {
                    return SSL_TLSEXT_ERR_NOACK
                }
                var selected: UnsafeMutablePointer<UInt8>?
                let result = unsafe SSL_select_next_proto(
                    &selected, chosenCount, ours + 1, UInt32(ours[0]), offered, offeredCount)
                unsafe chosen.pointee = UnsafePointer(selected)
                return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK
            }, protocols.baseAddress)
    }
}
