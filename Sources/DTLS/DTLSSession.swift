public import Crypto
public import Timing

/// One DTLS session that keys SRTP (RFC 5764), over OpenSSL: datagrams and instants in, datagrams and events out.
///
///     idle ─start─► handshaking ─complete─► [unverified ─expect─►] established ─media or 10 s─► resting
///       any ─failure─► over          established, resting ─goodbye of either side─► over
///
/// One mutation, then drain `pollOutput()` to `nil`, then the next mutation.
///
/// Before the handshake is complete, DTLS authenticates nothing, and a forged alert may end it, as with every
/// implementation. And a server's answer is several times as long as a ClientHello. So the owner hands over datagrams of
/// a path only when a STUN check with our password has proven that the peer is there, and sends only there; that is the
/// better proof than a HelloVerifyRequest, and costs no round trip.
///
/// Once established, nothing that fails to open ends a session or is answered.
@safe public final class DTLSSession {
    /// Who begins.
    public enum Role: Sendable {
        /// We send the ClientHello: `a=setup:active`.
        case client
        /// We answer: `a=setup:passive`. Our list of SRTP profiles decides then.
        case server
    }

    /// What the owner has to do.
    public enum Output: Equatable, Sendable {
        /// Send this datagram on the selected path.
        case transmit([UInt8])
        /// Take note.
        case event(Event)
    }

    /// What happened.
    public enum Event: Equatable, Sendable {
        /// The peer is who its session description says, and SRTP may begin: the profile's number (RFC 5764 §4.1.2,
        /// RFC 7714 §14.2) and the exporter's bytes, which are client key, server key, client salt, server salt
        /// (RFC 5764 §4.2).
        case established(profile: UInt16, material: [UInt8])
        /// The session is over before it was, or broke.
        case failed(DTLSFailure)
        /// The peer said goodbye.
        case closed
    }

    /// How far it is, with what only exists there.
    private enum State {
        case idle(Endpoint)
        case handshaking(Endpoint, until: Instant)
        /// Complete, but nobody told us yet who the peer should be.
        case unverified(Endpoint, until: Instant)
        /// OpenSSL still answers a peer that has not heard our last flight.
        case established(Endpoint, restAt: Instant)
        case resting(RestingSession)
        case over(DTLSStage)
    }

    /// How long a handshake may take before the operator should know what it waits for.
    public static let handshakeLimit = Duration.seconds(30)
    /// How long the last flight is kept for a peer that may not have got it, unless media proves that it has.
    public static let lastFlightKept = Duration.seconds(10)

    /// Our role.
    public let role: Role
    /// What the peer's certificate must hash to, any of these; `nil` while that is not known.
    private var expected: [Certificate.Fingerprint]?
    /// How far it is.
    private var state: State
    /// When a flight is repeated.
    private var timer = RetransmissionTimer()
    /// What the owner has not taken yet, the next first.
    private var outputs: [Output] = []
    /// Datagrams that arrived, of whatever kind.
    public private(set) var datagramsReceived = 0
    /// OpenSSL's latest complaint, for diagnosis.
    public private(set) var lastError: String?

    /// A session that has not started. An offerer may not know the peer's fingerprints yet and tell them later by
    /// `expect`. No datagram of the handshake will be longer than `maximumDatagram`, which is at least 256.
    public init(
        _ identity: DTLSIdentity, role: Role, expecting fingerprints: [Certificate.Fingerprint]? = nil,
        maximumDatagram: Int = 1200
    ) throws(DTLSError) {
        guard
            let endpoint = Endpoint(
                identity, isClient: role == .client, maximumDatagram: max(maximumDatagram, 256))
        else { throw DTLSError.last }
        self.role = role
        endpoint.expected = fingerprints
        expected = fingerprints
        state = .idle(endpoint)
    }

    // MARK: Getters

    /// How far the session is.
    public var stage: DTLSStage {
        switch state {
        case .idle: .idle
        case .handshaking(let endpoint, _): DTLSStage(endpoint.state, isClient: role == .client)
        case .unverified: .awaitingFingerprint
        case .established, .resting: .established
        case .over(let stage): stage
        }
    }

    /// How many flights were sent once more because no answer came in time.
    public var retransmissions: Int { timer.expirations }

    /// Whether only what a goodbye needs is kept.
    public var isResting: Bool {
        if case .resting = state { true } else { false }
    }

    /// When `handleTimeout` is due.
    public var nextDeadline: Instant? {
        switch state {
        case .idle, .resting, .over: nil
        case .handshaking(_, let until): min(until, timer.deadline ?? until)
        case .unverified(_, let until): until
        case .established(_, let restAt): restAt
        }
    }

    // MARK: What arrives

    /// Takes a datagram whose first byte is 20 to 63 (RFC 7983 §7), from a path that ICE has validated. A server that
    /// has not been started starts with it.
    public func handle(_ datagram: RawSpan, at now: Instant) {
        datagramsReceived &+= 1
        guard RecordHeader.areWhole(in: datagram) else { return }
        if case .idle = state, role == .server { start(at: now) }
        switch state {
        case .idle, .over: break
        case .handshaking(let endpoint, _):
            endpoint.offering(datagram) { advance(endpoint, endpoint.handshake(), at: now) }
        case .unverified(let endpoint, _), .established(let endpoint, _):
            endpoint.offering(datagram) { take(endpoint, endpoint.drain()) }
        case .resting(let session):
            if let alert = session.opener.open(datagram), alert.isEnd { end(with: session, alert) }
        }
    }

    /// Repeats a flight, gives up, or lets go of the handshake's memory, when it is time.
    public func handleTimeout(at now: Instant) {
        switch state {
        case .idle, .resting, .over: break
        case .handshaking(_, let until) where now >= until, .unverified(_, let until) where now >= until:
            fail(.timedOut(stage, retransmissions: retransmissions))
        case .handshaking(let endpoint, _): repeatFlight(endpoint, at: now)
        case .unverified: break
        case .established(let endpoint, let restAt):
            if now >= restAt { rest(endpoint) }
        }
    }

    // MARK: Commands

    /// Begins: a client sends its ClientHello, a server's thirty seconds count from here.
    public func start(at now: Instant) {
        guard case .idle(let endpoint) = state else { return }
        state = .handshaking(endpoint, until: now.advanced(by: Self.handshakeLimit))
        if role == .client { advance(endpoint, endpoint.handshake(), at: now) }
    }

    /// Tells what the peer's certificate must hash to, any of these. Ignored once the peer is verified.
    public func expect(_ fingerprints: [Certificate.Fingerprint], at now: Instant) {
        switch state {
        case .idle(let endpoint), .handshaking(let endpoint, _):
            expected = fingerprints
            endpoint.expected = fingerprints
        case .unverified(let endpoint, _):
            expected = fingerprints
            endpoint.expected = fingerprints
            complete(endpoint, at: now)
        case .established, .resting, .over: break
        }
    }

    /// Valid SRTP or SRTCP came from the peer, so it has our last flight and the handshake's memory can go. Cheap when
    /// it was told before.
    public func mediaArrived(at now: Instant) {
        if case .established(let endpoint, _) = state { rest(endpoint) }
    }

    /// Says goodbye and ends the session. Nothing is said before the handshake is complete, for nothing could be sealed.
    public func close(at now: Instant) {
        switch state {
        case .over: break
        case .idle(let endpoint), .handshaking(let endpoint, _), .unverified(let endpoint, _),
            .established(let endpoint, _):
            endpoint.sayGoodbye()
            collect(endpoint)
            state = .over(.closed)
        case .resting(let session):
            if !session.goodbye.isEmpty { outputs.append(.transmit(session.goodbye)) }
            state = .over(.closed)
        }
    }

    // MARK: Output

    /// What the owner has to do next; `nil` when there is nothing more.
    public func pollOutput() -> Output? {
        guard !outputs.isEmpty else { return nil }
        let next = outputs.removeFirst()
        // An idle session keeps no empty array's memory.
        if outputs.isEmpty { outputs = [] }
        return next
    }

    // MARK: The handshake

    /// Takes what OpenSSL made of a datagram or of the start.
    private func advance(_ endpoint: Endpoint, _ progress: Endpoint.Progress, at now: Instant) {
        collect(endpoint)
        switch progress {
        case .pending:
            if endpoint.takeFlightSent() { timer.begin(at: now) }
            if !endpoint.isTimerRunning { timer.stop() }
        case .done:
            timer.stop()
            complete(endpoint, at: now)
            // What came behind the Finished in the same datagram is still in OpenSSL's buffer.
            if case .over = state { return }
            take(endpoint, endpoint.drain())
        case .ended: fail(.refused(stage, reason: "the peer said goodbye"))
        case .failed(let reason): fail(endpoint, reason)
        }
    }

    /// The handshake is complete: who is the peer, and what is agreed?
    private func complete(_ endpoint: Endpoint, at now: Instant) {
        switch endpoint.isPeerExpected {
        case nil: state = .unverified(endpoint, until: now.advanced(by: Self.handshakeLimit))
        case false:
            endpoint.sayGoodbye()
            collect(endpoint)
            fail(mismatch(endpoint))
        default:
            guard let profile = endpoint.profile, let count = Self.materialSize(of: profile),
                let material = endpoint.exportMaterial(count: count)
            else {
                endpoint.sayGoodbye()
                collect(endpoint)
                return fail(.noProfile)
            }
            state = .established(endpoint, restAt: now.advanced(by: Self.lastFlightKept))
            outputs.append(.event(.established(profile: profile, material: material)))
        }
    }

    /// Twice the key and the salt of a profile: RFC 5764 §4.1.2 for CM, RFC 7714 §12 for GCM.
    private static func materialSize(of profile: UInt16) -> Int? {
        switch profile {
        case 1: 2 * (16 + 14)
        case 7: 2 * (16 + 12)
        case 8: 2 * (32 + 12)
        default: nil
        }
    }

    private func repeatFlight(_ endpoint: Endpoint, at now: Instant) {
        guard let deadline = timer.deadline, now >= deadline else { return }
        let progress = endpoint.retransmit()
        collect(endpoint)
        _ = endpoint.takeFlightSent()
        timer.expire(at: now)
        if case .failed(let reason) = progress { fail(endpoint, reason) }
    }

    // MARK: After the handshake

    /// Takes what came after the handshake.
    private func take(_ endpoint: Endpoint, _ progress: Endpoint.Progress) {
        switch progress {
        case .pending, .done: collect(endpoint)
        case .ended:
            // RFC 5246 §7.2.1: a goodbye is answered.
            endpoint.sayGoodbye()
            collect(endpoint)
            outputs.append(.event(.closed))
            state = .over(.closed)
        case .failed(let reason):
            collect(endpoint)
            fail(endpoint, reason)
        }
    }

    /// Lets go of OpenSSL's session, and keeps what a goodbye needs in either direction.
    private func rest(_ endpoint: Endpoint) {
        guard let opener = endpoint.makeAlertOpener(isClient: role == .client) else {
            state = .established(endpoint, restAt: .distantFuture)
            return
        }
        collect(endpoint)
        endpoint.sayGoodbye()
        state = .resting(RestingSession(goodbye: endpoint.takeOutgoing().last ?? [], opener: opener))
    }

    private func end(with session: RestingSession, _ alert: AlertOpener.Alert) {
        guard alert.isGoodbye else {
            return fail(.refused(.established, reason: "the peer sent alert \(alert.code)"))
        }
        if !session.goodbye.isEmpty { outputs.append(.transmit(session.goodbye)) }
        outputs.append(.event(.closed))
        state = .over(.closed)
    }

    // MARK: Endings

    private func fail(_ endpoint: Endpoint, _ reason: String) {
        lastError = reason
        fail(endpoint.isPeerExpected == false ? mismatch(endpoint) : .refused(stage, reason: reason))
    }

    private func fail(_ failure: DTLSFailure) {
        outputs.append(.event(.failed(failure)))
        state = .over(.failed)
    }

    private func mismatch(_ endpoint: Endpoint) -> DTLSFailure {
        let expected = expected ?? []
        let algorithms = Set(expected.map(\.algorithm)).sorted { $0.rawValue < $1.rawValue }
        let der = endpoint.peerCertificate ?? []
        let actual = (algorithms.isEmpty ? [.sha256] : algorithms).map {
            Certificate.Fingerprint($0, ofDER: der)
        }
        return .fingerprintMismatch(expected: expected, actual: actual)
    }

    /// Takes the datagrams that OpenSSL wrote.
    private func collect(_ endpoint: Endpoint) {
        for datagram in endpoint.takeOutgoing() { outputs.append(.transmit(datagram)) }
    }
}
