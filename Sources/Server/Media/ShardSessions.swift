import Bytes
import ICE
import Ingest
import Platform
import RTP
import Runtime
import SDP
import SFU
import Signaling
import Timing
import WebRTC

/// The ports and sessions of one media shard; it belongs to the shard's actor.
final class ShardSessions {
    /// The loop's poller.
    private let poller: Poller
    /// What all shards share.
    private let setting: ShardSetting
    /// The sessions and streams.
    private let exchange: Exchange
    /// The ways to other shards.
    private let link: ShardLink
    /// Who feeds streams.
    private var fed: [FeedKey: FeedRecord] = [:]
    /// What feeds bring.
    private let feeds: Mailbox<FeedLetter>
    /// How many sessions there are, for others to see.
    private let load: ShardLoad
    /// The UDP ports, one an address.
    private(set) var ports: [MediaPort] = []
    /// The same over TCP.
    private var streams: MediaStreams?
    /// Ends a wait when the exchange wants to be called.
    private var timer: Timer?
    /// Who asked for what, and when.
    private var book = SessionBook()
    /// What was counted of sessions.
    private var tally = MediaCounters()
    /// What packets cost of late.
    private var cost = CostMeter()

    /// Opens the ports.
    init(
        on poller: Poller, number: Int, of links: ShardLinks, load: ShardLoad, setting: ShardSetting
    ) throws(StartFailure) {
        self.poller = poller
        self.setting = setting
        self.load = load
        exchange = Exchange(
            setting.exchange,
            outbox: Outbox(playoutDelay: setting.playoutDelay, makesParities: setting.makesParities),
            at: ShardPlace(number, of: links.shardCount))
        link = ShardLink(number, of: links)
        feeds = links.feeds[number]
        let port = setting.port(ofShard: number)
        for ip in setting.listen {
            let address = SocketAddress(ip, port: port)
            do throws(SystemError) {
                try open(address)
            } catch {
                // The default names both families; a machine without IPv6 is no reason to refuse to start.
                guard ip == .loopbackV6, !ports.isEmpty else { throw .port(address, error) }
            }
        }
        // It only ends the loop's wait.
        timer = Timer { _ in }
        poller.afterTurn = { [unowned self] in endTurn(at: poller.now) }
    }

    /// Opens a port for both transports. Where the kernel chooses the number, for UDP, TCP may have it in use for
    /// some connection of a client; then it chooses again.
    private func open(_ address: SocketAddress) throws(SystemError) {
        var attemptsLeft = address.port == 0 ? 32 : 1
        while true {
            attemptsLeft -= 1
            do throws(SystemError) {
                return try openOnce(address)
            } catch {
                guard error.isAddressInUse, attemptsLeft > 0 else { throw error }
            }
        }
    }

    /// TCP gets the number that UDP has.
    private func openOnce(_ address: SocketAddress) throws(SystemError) {
        let port = try MediaPort(
            at: address, on: poller,
            received: { [unowned self] datagram, path, now in exchange.handle(datagram, on: path, at: now) },
            batchEnded: { [unowned self] in passOn(at: poller.now) })
        let streams =
            self.streams
            ?? MediaStreams(
                on: poller, limit: setting.streamLimit,
                isKnown: { [unowned self] path in exchange.knows(path) },
                received: { [unowned self] frame, path, now in
                    exchange.handle(frame, on: path, at: now)
                    passOn(at: now)
                },
                ended: { [unowned self] path in exchange.drop(path, at: poller.now) })
        self.streams = streams
        do throws(SystemError) {
            try streams.listen(at: port.address)
        } catch {
            port.close()
            throw error
        }
        ports.append(port)
    }

    // MARK: Commands

    /// Begins a session.
    func open(_ new: NewSession, at now: Instant) throws(MediaRefusal) {
        let remote = new.agreed.remote.credentials.ufrag
        let setup = Peer.Setup(
            agent: LiteAgent(new.credentials, remoteUfrag: remote, at: now), session: new.agreed,
            identity: new.identity, engine: setting.engine, clock: setting.clock)
        var random = SystemRandom()
        let stream = new.request.stream.text
        let key: SessionKey
        do throws(ExchangeRefusal) {
            switch new.request.role {
            case .publisher:
                key = try exchange.publish(
                    setup, to: stream, takesOver: new.request.takesOver, at: now, using: &random)
            case .viewer:
                if let sections = new.negotiation?.sections {
                    key = try exchange.play(setup, feeds: sections, at: now, using: &random)
                    break
                }
                key = try exchange.play(
                    setup, from: stream, waits: new.request.waitsForPublisher, at: now, using: &random)
            }
        } catch {
            throw MediaRefusal(error)
        }
        book.set(SessionRecord(new, key: key, began: Clock.wall))
        tally.opened &+= 1
        if new.request.role == .publisher { setting.published(stream) }
        settle(at: now)
    }

    /// Begins a feed.
    func openFeed(of stream: StreamName, by origin: FeedOrigin) throws(MediaRefusal) -> FeedKey {
        do throws(ExchangeRefusal) {
            let key = try exchange.feed(stream.text, at: poller.now)
            fed[key] = FeedRecord(stream, origin, began: Clock.wall)
            settle(at: poller.now)
            return key
        } catch {
            throw MediaRefusal(error)
        }
    }

    /// Takes candidates, or restarts ICE.
    func update(
        _ location: SessionLocation, with fragment: ICEFragment, candidates: [Candidate],
        isMeant: (String) -> Bool
    ) throws(MediaRefusal) -> FragmentAnswer {
        guard var record = book[location], let session = exchange.session(record.key) else {
            throw .unknownSession
        }
        guard isMeant(record.tag) else { throw .staleTag }
        // A lite agent learns addresses from checks, and has no use for candidates (RFC 8445 §2.5).
        guard let theirs = fragment.credentials, theirs != record.remoteCredentials else { return .trickled }
        var random = SystemRandom()
        let ours = Credentials(using: &random)
        exchange.restart(session.key, with: ours, remoteUfrag: theirs.ufrag, at: poller.now)
        record.remoteCredentials = theirs
        record.tag = ours.ufrag
        record.negotiation?.restart(ICECredentials(ufrag: ours.ufrag, password: ours.password), theirs)
        book.set(record)
        settle(at: poller.now)
        var answer = ICEFragment(
            credentials: ICECredentials(ufrag: ours.ufrag, password: ours.password), candidates: candidates,
            mid: fragment.mid, isComplete: true)
        answer.isLite = true
        return .restarted(fragment: answer.text, tag: ours.ufrag)
    }

    /// Takes what a viewer's client wants of the video in a section, or of all.
    func choose(
        _ choice: LayerChoice, ofVideo mid: String?, for location: SessionLocation
    ) throws(MediaRefusal) -> [VideoReport] {
        guard let record = book[location], let session = exchange.session(record.key) else {
            throw .unknownSession
        }
        let videos = exchange.videos(of: session, at: poller.now)
        let video = mid.flatMap { mid in videos.first { session.mid(ofSection: $0.section) == mid } }
        if session.purpose == .publish {
            exchange.heedDemand(record.key, at: poller.now)
        } else {
            guard !videos.isEmpty, mid == nil || video != nil else {
                throw .unacceptable(reason: "The session gets no such video.")
            }
            exchange.choose(LayerWish(choice), section: video?.section, for: record.key, at: poller.now)
        }
        settle(at: poller.now)
        return exchange.videos(of: session, at: poller.now).map { VideoReport($0, of: session) }
    }

    /// What was agreed on with a viewer of several streams.
    func negotiation(of location: SessionLocation) throws(MediaRefusal) -> SessionNegotiation {
        guard let record = book[location] else { throw .unknownSession }
        guard let negotiation = record.negotiation else {
            throw .unacceptable(reason: "The session was not opened with tracks.")
        }
        return negotiation
    }

    /// Lets that be another; `false` when it is not any more what it was when `version` was read.
    func renegotiate(
        _ location: SessionLocation, to next: SessionNegotiation, from version: Int
    ) throws(MediaRefusal) -> Bool {
        guard var record = book[location] else { throw .unknownSession }
        guard record.negotiation?.version == version else { return false }
        record.negotiation = next
        book.set(record)
        var random = SystemRandom()
        exchange.renegotiate(
            record.key, to: next.agreed.session, feeds: next.sections, at: poller.now, using: &random)
        settle(at: poller.now)
        return true
    }

    /// Ends a session.
    func close(_ location: SessionLocation) throws(MediaRefusal) {
        if let feed = fed.first(where: { $0.value.location == location })?.key {
            forget(feed, "closed by request", isOrderly: true, at: poller.now)
            exchange.endFeed(feed, of: location.stream.text, at: poller.now)
            setting.released(feed, "closed by request")
            return settle(at: poller.now)
        }
        guard let record = book[location] else { return try book.forget(location) }
        exchange.close(record.key, at: poller.now)
        settle(at: poller.now)
    }

    /// Ends all, and closes the ports.
    func closeAll() {
        for session in exchange.sessions { exchange.close(session.key, at: poller.now) }
        settle(at: poller.now)
        for port in ports { port.close() }
        streams?.close()
        if let timer { poller.cancel(timer) }
    }

    // MARK: Getters

    /// How many sessions there are.
    var count: Int { exchange.sessionCount }

    /// What was counted.
    var counters: MediaCounters {
        var counters = tally
        counters.sessions = exchange.sessionCount
        counters.traffic = exchange.totals
        for port in ports { counters.add(port) }
        counters.unreadFrames = streams?.unreadFrames ?? 0
        counters.relayDrops = UInt64(link.droppedBatches)
        return counters
    }

    /// The sessions of a stream or of all, and those that ended lately, in order of their beginning.
    func reports(of stream: StreamName?) -> [SessionReport] {
        let present = book.present.compactMap(report) + fed.values.map { report($0, at: poller.now) }
        return (book.past.map(\.report) + present).filter { stream == nil || $0.location.stream == stream }
            .sorted { $0.began.nanoseconds < $1.began.nanoseconds }
    }

    /// One session.
    func report(of id: SessionID) -> SessionReport? {
        if let record = fed.values.first(where: { $0.location.id == id }) {
            return report(record, at: poller.now)
        }
        return book[id].flatMap(report) ?? book.past.last { $0.location.id == id }?.report
    }

    /// What viewers get of their videos.
    func videos(of locations: [SessionLocation]) -> [SessionID: [VideoReport]] {
        locations.reduce(into: [:]) { all, location in
            guard let record = book[location], let session = exchange.session(record.key) else {
                return
            }
            all[location.id] = exchange.videos(of: session, at: poller.now).map {
                VideoReport($0, of: session)
            }
        }
    }

    /// Whether somebody brings a stream that is at home here.
    func hasPublisher(of stream: StreamName) -> Bool {
        exchange.publication(of: stream.text)?.isBrought == true
    }

    /// Whether the publisher of a stream that is at home here has not been heard since.
    func isPublisherSilent(of stream: StreamName, since: Instant) -> Bool {
        guard let lastHeard = exchange.publication(of: stream.text)?.lastHeard else { return true }
        return lastHeard <= since
    }

    /// What is known of streams here.
    func streamNumbers() -> [StreamNumbers] { exchange.streamNumbers(at: poller.now) }

    /// What the loop does, of which `counters` was counted. For the loop's own thread.
    func worker(_ number: Int, _ counters: MediaCounters) -> WorkerNumbers {
        let (sent, time) = (counters.traffic.sent, Clock.threadTime)
        let packets = sent.packets &+ sent.repeated
        return WorkerNumbers(
            number: number, sessions: counters.sessions, processorSeconds: time.seconds, sentPackets: packets,
            secondsPerPacket: cost.look(time, packets: packets, at: poller.now)?.seconds,
            depths: [
                .handshakes: counters.traffic.waitingHandshakes, .batches: counters.traffic.waitingBatches,
                .rings: link.waitingBatches, .mailbox: link.waitingMessages,
            ])
    }

    /// How loud streams are, of those whose publishers are here and tell.
    func loudness(of streams: [StreamName]) -> [StreamName: UInt8] {
        let wanted = Dictionary(streams.map { ($0.text, $0) }, uniquingKeysWith: { first, _ in first })
        var found: [StreamName: UInt8] = [:]
        for publication in exchange.publications {
            guard let stream = wanted[publication.name] else { continue }
            found[stream] = publication.loudness(at: poller.now)
        }
        return found
    }

    private func report(_ record: FeedRecord, at now: Instant) -> SessionReport {
        record.report(exchange.publication(of: record.location.stream.text)?.numbers(at: now), at: now)
    }

    /// A feed is over: it is told of for a while.
    private func forget(_ feed: FeedKey, _ reason: String, isOrderly: Bool, at now: Instant) {
        guard let record = fed.removeValue(forKey: feed) else { return }
        var report = report(record, at: now)
        report.finish(reason, isOrderly: isOrderly, at: Clock.wall)
        book.remember(PastSession(report: report, isOpenToClosing: false), at: Clock.wall)
    }

    private func report(_ record: SessionRecord) -> SessionReport? {
        exchange.session(record.key).map { report(record, $0, at: poller.now) }
    }

    private func report(_ record: SessionRecord, _ session: Session, at now: Instant) -> SessionReport {
        record.report(session, addresses: advertised, hasPublisher: session.hasPublisher, at: now)
    }

    /// Where peers were told to send to.
    private var advertised: [String] {
        setting.addresses.candidates(at: ports.map(\.address)).filter { $0.transport == .udp }
            .map { "\($0.address) port \($0.port)" }
    }

    // MARK: Parts

    /// Passes on what arrived. Other shards get their batches before we seal ours, so that all do so at once.
    private func passOn(at now: Instant) {
        exchange.endBatch(at: now)
        link.sendBatches(of: exchange.relay)
        exchange.passOn(at: now)
        settle(at: now)
    }

    /// All ports have been read, and what they brought has left: passes on what other shards sent, and lets the exchange
    /// do what is due, handshakes too.
    private func endTurn(at now: Instant) {
        var isFed = takeFeeds(at: now)
        link.receive(
            message: { message, sender in
                exchange.handle(message, from: sender, at: now)
                isFed = true
            },
            batch: { batch in
                exchange.handle(batch)
                isFed = true
            })
        if isFed { passOn(at: now) }
        guard let next = exchange.nextDeadline, next <= now else { return }
        exchange.handleTimeout(at: now)
        settle(at: now)
    }

    /// Takes what feeds brought; whether that was anything.
    private func takeFeeds(at now: Instant) -> Bool {
        let letters = feeds.drain()
        for letter in letters { take(letter, at: now) }
        return !letters.isEmpty
    }

    private func take(_ letter: FeedLetter, at now: Instant) {
        let (feed, stream) = (letter.feed, letter.stream)
        switch letter.word {
        case .described(let tracks):
            exchange.describe(feed, of: stream, as: tracks, at: now)
            setting.published(stream)
        case .ended(let reason, let isOrderly):
            forget(feed, reason, isOrderly: isOrderly, at: now)
            exchange.endFeed(feed, of: stream, at: now)
        case .units(let units):
            for unit in units {
                exchange.note(
                    unit.byteCount, ofTrack: unit.track, isKeyframe: unit.isKeyframe, of: feed, of: stream,
                    at: now)
                guard let packets = unit.packets else { continue }
                var start = 0
                for (index, end) in packets.ends.enumerated() {
                    let facts = FeedPacket(
                        track: unit.track, place: packets.first.advanced(by: Int64(index)),
                        captured: packets.captured, canBegin: packets.beginnings[index])
                    exchange.handle(
                        packets.bytes.bytes.extracting(start..<end), facts, of: feed, of: stream, at: now)
                    start = end
                }
            }
        }
    }

    /// After a mutation of the exchange: hears what happened, sends what waits, and sets the timer.
    private func settle(at now: Instant) {
        while let event = exchange.pollEvent() { note(event, at: now) }
        link.sendMessages(of: exchange.relay)
        sendAll(at: now)
        if let timer, let next = exchange.nextDeadline { poller.schedule(timer, at: next) }
    }

    /// Sends what the exchange has to send, from where it lies.
    private func sendAll(at now: Instant) {
        exchange.transmit(at: now) { messages, bytes in
            var first = 0
            while first < messages.count {
                let port = ports.first { $0.serves(messages[first].path) }
                var end = first + 1
                while end < messages.count, port?.serves(messages[end].path) ?? false { end += 1 }
                if let port {
                    port.send(messages.extracting(first..<end), in: bytes)
                } else {
                    let message = messages[first]
                    streams?.send(
                        bytes.extracting(message.range), to: message.path, segmentSize: message.segmentSize)
                }
                first = end
            }
        }
        streams?.flush()
    }

    /// Counts and logs what happened.
    private func note(_ event: ExchangeEvent, at now: Instant) {
        switch event {
        case .connected(let key):
            tally.connected &+= 1
            guard let record = book[key], let session = exchange.session(key) else { return }
            record.logConnection(of: session, worker: link.number, to: setting.log)
        case .feedReplaced(let feed, _):
            let reason = SessionEnd.replaced.description
            forget(feed, reason, isOrderly: true, at: now)
            setting.released(feed, reason)
        case .ended(let session, let reason):
            load.remove()
            guard let record = book.remove(session.key) else { return }
            var report = report(record, session, at: now)
            report.finish(reason, at: Clock.wall)
            book.remember(
                PastSession(report: report, isOpenToClosing: reason != .peer(.closed)), at: Clock.wall)
            tally.ended(reason)
            record.logEnd(report, to: setting.log)
        }
    }
}
