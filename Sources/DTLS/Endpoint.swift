internal import Bytes
internal import COpenSSL
internal import Crypto

/// OpenSSL's end of one DTLS session: datagrams in, datagrams out, and retransmission when told.
///
/// It knows no time. OpenSSL's own timers run on the wall clock: the end of each is a `timeval` that it compares with
/// `gettimeofday` whenever it reads, and it hands our BIO a pointer to that field each time it changes. We move every
/// end out of reach there, and into the past when `DTLSSession` says that its own timer has run out.
///
/// Invariants:
/// 1. `incoming` is not empty only while `offering` runs.
/// 2. `timerField` is `nil`, or points into `ssl`: OpenSSL 3.0 and 3.1 keep the field in a block that they allocate
///    with the session and free with it. Later versions hand out a pointer to their stack: see `isLibraryKnown`.
@safe final class Endpoint {
    /// How far OpenSSL got.
    enum Progress: Equatable {
        /// It waits for the next datagram.
        case pending
        /// The handshake is complete.
        case done
        /// The peer said goodbye.
        case ended
        /// It gave up, for this reason.
        case failed(String)
    }

    /// OpenSSL's session; freed with the object, and its BIO with it.
    let ssl: OpaquePointer
    /// The context it began with.
    private let identity: DTLSIdentity
    /// The datagram that OpenSSL has not read yet; a view that is valid while `offering` runs.
    private var incoming = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    /// Datagrams to send.
    private var outgoing: [[UInt8]] = []
    /// Where OpenSSL keeps the end of its timer, once it has told.
    private var timerField: UnsafeMutableRawPointer?
    /// Whether a flight of ours waits for an answer.
    private(set) var isTimerRunning = false
    /// Whether OpenSSL started its timer since somebody asked, which it does for each message of a flight.
    private var hasSentFlight = false
    /// What the peer's certificate must hash to; `nil` while that is not known, and then any will do for now.
    var expected: [Certificate.Fingerprint]?
    /// The peer's certificate in DER, once it has shown one.
    private(set) var peerCertificate: [UInt8]?

    /// Whether the installed OpenSSL keeps the end of its timer where invariant 2 says.
    static var isLibraryKnown: Bool {
        // 0xMNN00PP0 (OPENSSL_VERSION_NUMBER(3)).
        (0x3000_0000..<0x3020_0000).contains(OpenSSL_version_num())
    }

    /// A client's or a server's end; `nil` when memory is short. Nothing is sent yet.
    init?(_ identity: DTLSIdentity, isClient: Bool, maximumDatagram: Int) {
        guard let ssl = unsafe SSL_new(identity.context) else { return nil }
        unsafe self.ssl = ssl
        self.identity = identity
        // Sound: the endpoint owns `ssl`, which owns the BIO, so the pointer never outlives its target.
        guard let bio = unsafe DatagramBIO.make(for: self) else { return nil }
        unsafe SSL_set_bio(ssl, bio, bio)
        _ = unsafe SSL_ctrl(ssl, DTLS_CTRL_SET_LINK_MTU, maximumDatagram, nil)
        if isClient { unsafe SSL_set_connect_state(ssl) } else { unsafe SSL_set_accept_state(ssl) }
    }

    deinit {
        unsafe SSL_free(ssl)
    }

    // MARK: What is settled

    /// Where the handshake stands, in OpenSSL's terms.
    var state: OSSL_HANDSHAKE_STATE { unsafe SSL_get_state(ssl) }

    /// SRTP's protection profile that both sides take.
    var profile: UInt16? {
        guard let profile = unsafe SSL_get_selected_srtp_profile(ssl) else { return nil }
        return unsafe UInt16(exactly: profile.pointee.id)
    }

    /// Keying material for SRTP (RFC 5764 §4.2): the label of RFC 5764, no context.
    func exportMaterial(count: Int) -> [UInt8]? {
        let label = "EXTRACTOR-dtls_srtp"
        var material = [UInt8](repeating: 0, count: count)
        let result = unsafe SSL_export_keying_material(
            ssl, &material, count, label, label.utf8.count, nil, 0, 0)
        return result == 1 ? material : nil
    }

    /// Whether the peer's certificate is one that is expected; `nil` while we lack either.
    var isPeerExpected: Bool? {
        guard let expected, let peerCertificate else { return nil }
        return expected.contains { Certificate.Fingerprint($0.algorithm, ofDER: peerCertificate) == $0 }
    }

    // MARK: In

    /// Makes a datagram readable for OpenSSL while `body` runs.
    func offering<Result>(_ datagram: RawSpan, _ body: () -> Result) -> Result {
        unsafe datagram.withUnsafeBytes { bytes in
            unsafe incoming = bytes
            defer { unsafe incoming = UnsafeRawBufferPointer(start: nil, count: 0) }
            return body()
        }
    }

    /// Goes on with the handshake.
    func handshake() -> Progress {
        ERR_clear_error()
        let result = unsafe SSL_do_handshake(ssl)
        return result == 1 ? .done : progress(after: result)
    }

    /// Reads what comes after the handshake: repetitions, which OpenSSL answers, and alerts. DTLS-SRTP carries its
    /// media outside DTLS, so what application data there is means nothing to us.
    func drain() -> Progress {
        unsafe withUnsafeTemporaryAllocation(byteCount: 2048, alignment: 1) { scratch in
            while true {
                ERR_clear_error()
                let result = unsafe SSL_read(ssl, scratch.baseAddress, Int32(scratch.count))
                if result <= 0 { return progress(after: result) }
            }
        }
    }

    /// Sends the latest flight once more.
    func retransmit() -> Progress {
        guard isTimerRunning, let timerField = unsafe timerField else { return .pending }
        // Sound by invariant 2. 1970 is over, so OpenSSL finds its timer expired.
        unsafe starling_dtls_set_timer(timerField, 1)
        ERR_clear_error()
        let result = unsafe SSL_ctrl(ssl, DTLS_CTRL_HANDLE_TIMEOUT, 0, nil)
        return result < 0 ? .failed(CryptoError.takeLastReason() ?? "unknown reason") : .pending
    }

    /// What a result that is not positive means.
    private func progress(after result: Int32) -> Progress {
        let cause = unsafe SSL_get_error(ssl, result)
        let reason = CryptoError.takeLastReason()
        return switch cause {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: .pending
        case SSL_ERROR_ZERO_RETURN: .ended
        default: .failed(reason ?? "unknown reason")
        }
    }

    // MARK: Out

    /// Takes the datagrams that wait to be sent.
    func takeOutgoing() -> [[UInt8]] {
        defer { outgoing = [] }
        return outgoing
    }

    /// Whether a flight that wants an answer was sent since this was last asked.
    func takeFlightSent() -> Bool {
        defer { hasSentFlight = false }
        return hasSentFlight
    }

    /// Puts the goodbye among them (RFC 5246 §7.2.1), if the handshake came far enough to seal one.
    func sayGoodbye() {
        guard unsafe SSL_is_init_finished(ssl) == 1 else { return }
        _ = unsafe SSL_shutdown(ssl)
        ERR_clear_error()
    }

    /// What is needed to open the peer's alerts without OpenSSL's session.
    func makeAlertOpener(isClient: Bool) -> AlertOpener? {
        unsafe AlertOpener(ssl, isClient: isClient)
    }

    // MARK: OpenSSL's callbacks

    /// OpenSSL wants a datagram. What does not fit is cut off, as a socket would.
    func takeDatagram(into target: UnsafeMutableRawBufferPointer) -> Int {
        let count = unsafe min(target.count, incoming.count)
        guard count > 0 else { return 0 }
        unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: incoming[..<count]))
        unsafe incoming = UnsafeRawBufferPointer(start: nil, count: 0)
        return count
    }

    /// OpenSSL has a datagram for the peer.
    func giveDatagram(_ bytes: UnsafeRawBufferPointer) {
        unsafe outgoing.append(Array(bytes))
    }

    /// OpenSSL started its timer, or stopped it.
    func timerChanged(_ field: UnsafeMutableRawPointer) {
        isTimerRunning = unsafe starling_dtls_timer_runs(field) != 0
        unsafe timerField = field
        // The end of time, with room for OpenSSL to subtract from it.
        if isTimerRunning {
            hasSentFlight = true
            unsafe starling_dtls_set_timer(field, .max / 4)
        }
    }

    /// Whether the certificate that the peer shows is expected; asked by OpenSSL in place of a chain of authorities,
    /// so that a peer with the wrong one is told by an alert (RFC 8122 §6.2).
    static func acceptsCertificate(in store: OpaquePointer?) -> Bool {
        let index = SSL_get_ex_data_X509_STORE_CTX_idx()
        guard let session = unsafe X509_STORE_CTX_get_ex_data(store, index),
            let endpoint = unsafe DatagramBIO.endpoint(of: SSL_get_rbio(OpaquePointer(session))),
            let certificate = unsafe X509_STORE_CTX_get0_cert(store)
        else { return false }
        endpoint.peerCertificate = unsafe der(of: certificate)
        guard endpoint.isPeerExpected == false else { return true }
        unsafe X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_REJECTED)
        return false
    }

    private static func der(of certificate: OpaquePointer) -> [UInt8] {
        var der = [UInt8](repeating: 0, count: Int(max(unsafe i2d_X509(certificate, nil), 0)))
        unsafe der.withUnsafeMutableBufferPointer { bytes in
            // Sound: OpenSSL writes as many bytes as it said, and moves a pointer of our own.
            var start = bytes.baseAddress
            if !bytes.isEmpty { _ = unsafe i2d_X509(certificate, &start) }
        }
        return der
    }
}
