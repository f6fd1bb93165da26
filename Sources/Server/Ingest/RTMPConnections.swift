import Bytes
import Ingest
import Platform
import RTMP
import Runtime
import SFU
import Signaling
import Timing

/// The RTMP ports and connections of an ingest loop; it belongs to the loop's actor.
final class RTMPConnections {
    /// The loop's poller.
    private let poller: Poller
    /// Where media goes.
    private let plane: IngestPlane
    /// Who may publish.
    private let state: NodeState
    /// What is done with B-frames.
    let policy: OutOfOrderPolicy
    /// What others tell.
    private let box: Mailbox<IngestLetter>
    /// Where it says what happens.
    private let journal: PublisherJournal
    /// The ports.
    private var listeners: [TCPListener] = []
    /// The connections by their numbers.
    private var connections: [UInt64: RTMPConnection] = [:]
    /// How many there may be, of which a quarter may come from one address but this machine's.
    private let quota = ConnectionQuota(maximum: 2048, perAddress: 512)
    /// The number of the next one.
    private var nextNumber: UInt64 = 1
    /// What was counted.
    var tally = IngestNumbers()
    /// The certificate of secure ports.
    var tls: TLSContext?

    /// The application that streams are published to.
    private static let application = "live"

    init(
        on poller: Poller, _ plane: IngestPlane, state: NodeState, policy: OutOfOrderPolicy,
        box: Mailbox<IngestLetter>, log: Logger
    ) {
        self.poller = poller
        self.plane = plane
        self.state = state
        self.policy = policy
        self.box = box
        journal = PublisherJournal(scheme: .rtmp, log: log)
    }

    // MARK: Getters

    /// What was counted, and is there now.
    var numbers: IngestNumbers {
        var numbers = tally
        numbers.connections = connections.count
        for connection in connections.values {
            guard let publishing = connection.publishing else { continue }
            numbers.publishers += 1
            numbers.add(publishing)
        }
        return numbers
    }

    // MARK: Commands

    /// Opens a port, which is a secure one if there `isTLS`. Returns where it is.
    func listen(at address: SocketAddress, isTLS: Bool) throws(SystemError) -> SocketAddress {
        let listener = try TCPListener(at: address, on: poller) { [unowned self] socket, peer in
            accept(socket, from: peer, isTLS: isTLS)
        }
        listeners.append(listener)
        return listener.address
    }

    /// Takes no more connections. Those who publish go on.
    func drain() {
        for listener in listeners { listener.close() }
        listeners = []
        for connection in Array(connections.values) where connection.publishing == nil {
            close(connection, "the server is ending", at: poller.now)
        }
    }

    /// Ends every connection.
    func closeAll() {
        drain()
        for connection in Array(connections.values) {
            close(connection, "the server is ending", at: poller.now)
            connection.transport?.close()
        }
    }

    // MARK: Connections

    private func accept(_ socket: consuming AcceptedSocket, from peer: SocketAddress, isTLS: Bool) {
        let client = peer.ip
        guard quota.take(for: client) == nil else {
            tally.turnedAway &+= 1
            return
        }
        tally.accepted &+= 1
        let number = nextNumber
        nextNumber += 1
        let connection = RTMPConnection(number, from: client, owner: self, at: poller.now)
        connections[number] = connection
        do throws(SystemError) {
            connection.transport = try TCPConnection(
                socket, peer: peer, tls: isTLS ? tls : nil, on: poller, core: { _ in connection },
                closed: { [unowned self] _ in forget(number, of: client) })
        } catch {
            forget(number, of: client)
        }
    }

    private func forget(_ number: UInt64, of client: IPAddress) {
        connections[number] = nil
        quota.giveBack(for: client)
    }

    // MARK: Deciding

    /// Decides whether a client may publish what it asks for; the stream's home has the last word.
    func decide(_ request: PublishRequest, for connection: RTMPConnection, at now: Instant) {
        guard request.application == Self.application else {
            return connection.refuse(
                .badName, "Publish to /\(Self.application)/STREAM: there is no other application.", at: now)
        }
        guard let stream = StreamName(request.name) else {
            return connection.refuse(.badName, "This is no name of a stream.", at: now)
        }
        guard state.readiness == .ready else {
            return connection.refuse(.denied, "The server is ending.", at: now)
        }
        let attempt = PublishAttempt(key: request.key, client: connection.client, host: request.host)
        if let refusal = state.refusal(of: attempt, publishing: stream) {
            return connection.refuse(.denied, refusal.text, at: now)
        }
        let seat = FeedSeat(stream: stream.text, home: plane.home(of: stream.text))
        let (plane, box, number, client) = (plane, box, connection.number, connection.client)
        Task {
            let result = await plane.open(
                stream, by: .rtmp, from: client, encoder: request.encoder, askedAt: now)
            let isPosted = box.post(.decided(.rtmp(number), seat, result))
            if !isPosted, case .success(let feed) = result {
                plane.tell(seat, feed, .ended("its client went", isOrderly: true))
            }
        }
    }

    /// The home of the stream that a connection asked for has decided.
    func decided(_ number: UInt64, _ seat: FeedSeat, _ result: Result<FeedKey, MediaRefusal>, at now: Instant)
    {
        guard let connection = connections[number], connection.awaitsDecision else {
            if case .success(let feed) = result {
                plane.tell(seat, feed, .ended("its client went", isOrderly: true))
            }
            return
        }
        switch result {
        case .success(let feed):
            connection.accept(FeedOutlet(seat, feed, on: plane), at: now)
            journal.connected(fields(of: connection))
        case .failure(let refusal): connection.refuse(refusal, at: now)
        }
        connection.transport?.settle()
    }

    /// A feed is no more, for this reason.
    func released(_ feed: FeedKey, _ reason: String, at now: Instant) {
        guard let connection = connections.values.first(where: { $0.publishing?.outlet.feed == feed })
        else { return }
        close(connection, reason, at: now)
    }

    private func close(_ connection: RTMPConnection, _ reason: String, at now: Instant) {
        connection.close(reason, at: now)
        connection.transport?.settle()
    }

    // MARK: What is logged

    /// It is known what a publisher brings.
    func noteTracks(_ tracks: ContributedTracks, of connection: RTMPConnection) {
        journal.described(tracks, fields(of: connection))
    }

    /// Something that the operator should know.
    func note(_ text: String, of connection: RTMPConnection) { journal.noticed(text, fields(of: connection)) }

    /// A publisher is no more.
    func notePublishingEnd(_ publishing: Publishing, _ reason: String, isOrderly: Bool, at now: Instant) {
        tally.add(publishing)
        if !isOrderly { tally.failed &+= 1 }
        journal.ended(publishing, reason, isOrderly: isOrderly, at: now)
    }

    /// A connection is over.
    func noteEnd(of connection: RTMPConnection, _ end: PublisherEnd) {
        switch end {
        case .refused(let reason):
            tally.refused &+= 1
            journal.refused(fields(of: connection), reason)
        case .violation, .neverPublished: journal.connectionFailed(fields(of: connection), end.description)
        case .closedByClient, .silent, .closed: break
        }
    }

    private func fields(of connection: RTMPConnection) -> LogFields {
        journal.fields(
            stream: connection.request?.name, encoder: connection.request?.encoder,
            client: connection.client.description)
    }
}
