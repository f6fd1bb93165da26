internal import DTLS
public import ICE
public import SDP
public import Timing
public import WebRTC

/// How sessions come and go.
extension Exchange {
    /// How long a session may take to its first check when others want its place: browsers take a second.
    private static let turnToConnect = Duration.seconds(5)

    /// Begins a session of one who brings `stream`. With `takesOver`, or when the publisher that is there has fallen
    /// silent, it takes that one's place, and viewers stay. The stream must be at home here.
    public func publish(
        _ setup: Peer.Setup, to stream: String, takesOver: Bool = false, at now: Instant,
        using random: inout some RandomNumberGenerator
    ) throws(ExchangeRefusal) -> SessionKey {
        precondition(place.home(of: stream) == place.number, "publishers are at their streams' homes")
        try clear(stream, takesOver: takesOver, at: now)
        try makeRoom(at: now)
        let publication = publication(stream)
        let session = try begin(.publisher(publication), setup, at: now, using: &random)
        begin(publication, session, at: now)
        return session.key
    }

    /// Begins a session of one who gets `stream`, now or, if it `waits`, when there is a publisher.
    public func play(
        _ setup: Peer.Setup, from stream: String, waits: Bool = true, at now: Instant,
        using random: inout some RandomNumberGenerator
    ) throws(ExchangeRefusal) -> SessionKey {
        guard waits || streams[stream]?.isBrought == true || audiences[stream]?.hasPublisher == true else {
            throw .noPublisher
        }
        try makeRoom(at: now)
        let session = try begin(.viewer(lasts: false), setup, at: now, using: &random)
        feed(session, at: now) { _ in stream }
        return session.key
    }

    /// Begins a session of one who gets several streams: in each section that which `feeds` names, now or when there is a
    /// publisher. It lasts when one of them ends, and `renegotiate` changes what it gets.
    public func play(
        _ setup: Peer.Setup, feeds: [Int: String], at now: Instant,
        using random: inout some RandomNumberGenerator
    ) throws(ExchangeRefusal) -> SessionKey {
        try makeRoom(at: now)
        let session = try begin(.viewer(lasts: true), setup, at: now, using: &random)
        feed(session, at: now) { feeds[$0] }
        return session.key
    }

    /// Lets what was agreed on with a viewer be another: each section gets the stream that `feeds` names from now on, and
    /// none where it names none. What is as it was goes on untouched. A section whose stream is another has another source
    /// of ours in `agreed`.
    public func renegotiate(
        _ key: SessionKey, to agreed: NegotiatedSession, feeds: [Int: String], at now: Instant,
        using random: inout some RandomNumberGenerator
    ) {
        guard let session = directory[key], case .viewer = session.part else { return }
        starve(session, at: now) { feeds[$0] }
        session.peer.renegotiate(agreed, using: &random)
        session.noteSections()
        feed(session, at: now) { feeds[$0] }
        settle(session, at: now)
    }

    /// Ends a session because its client or the operator wants it so.
    public func close(_ key: SessionKey, at now: Instant) {
        guard let session = directory[key] else { return }
        end(session, .peer(.closed), at: now)
    }

    /// Restarts ICE of a session. Both its old and its new credentials lead to it until the new ones were proven.
    public func restart(
        _ key: SessionKey, with credentials: Credentials, remoteUfrag: String?, at now: Instant
    ) {
        guard let session = directory[key] else { return }
        session.peer.restart(with: credentials, remoteUfrag: remoteUfrag)
        directory.list(session)
        settle(session, at: now)
    }

    // MARK: Parts

    /// Whether a publisher has been silent for so long that it must be gone.
    func isGone(_ publisher: Peer, at now: Instant) -> Bool {
        let progress = publisher.progress
        let wasSending = progress.lastMedia.map { $0.duration(to: progress.lastHeard) < .milliseconds(500) }
        return publisher.isSilent(
            for: wasSending == true ? settings.silence : settings.pausedSilence, at: now)
    }

    /// Sees that there is room for another session. Who has waited longest for its first check makes way, unless that
    /// is not long: offers cost nothing, and a flood of them must not keep out those who mean it.
    private func makeRoom(at now: Instant) throws(ExchangeRefusal) {
        guard sessionCount >= settings.sessionLimit else { return }
        let waiting = directory.all.values.lazy.filter { $0.peer.progress.proven == nil }
        guard let oldest = waiting.min(by: { $0.key < $1.key }),
            oldest.peer.progress.began.duration(to: now) >= Self.turnToConnect
        else { throw .full(limit: settings.sessionLimit) }
        end(oldest, .peer(.neverConnected), at: now)
    }

    /// Makes a session and lists it.
    private func begin(
        _ part: Session.Part, _ setup: Peer.Setup, at now: Instant,
        using random: inout some RandomNumberGenerator
    ) throws(ExchangeRefusal) -> Session {
        let peer: Peer
        do throws(DTLSError) {
            peer = try Peer(setup, outbox: outbox, at: now, using: &random)
        } catch {
            if case .publisher(let publication) = part { forgetDeserted(publication.name) }
            throw .failed(reason: error.description)
        }
        let session = Session(SessionKey(number: nextNumber), peer, as: part)
        nextNumber += 1
        directory.list(session)
        settle(session, at: now)
        return session
    }
}
