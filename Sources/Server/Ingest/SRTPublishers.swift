import Bytes
import Ingest
import MPEGTS
import Platform
import Runtime
import SFU
import SRTTransport
import Signaling
import Timing

/// The SRT callers of an ingest loop; it belongs to the loop's actor.
final class SRTPublishers {
    /// One caller.
    private struct Caller {
        let peer: SocketAddress
        var publisher: SRTPublisher
    }

    /// The ports.
    private let port: SRTPort
    /// The loop's poller.
    private let poller: Poller
    /// Where media goes.
    private let plane: IngestPlane
    /// What is done with B-frames.
    private let policy: OutOfOrderPolicy
    /// What others tell.
    private let box: Mailbox<IngestLetter>
    /// Where it is said what happens.
    private let journal: PublisherJournal
    /// The callers.
    private var callers: [SRTConnection: Caller] = [:]
    /// Those who read: of which stream, and what was counted.
    private var readers: [SRTConnection: (stream: String, statistics: SRTStatistics)] = [:]
    /// What was counted of all but those that are here, and of callers that went.
    private var tally = IngestNumbers()
    private var gone = SRTStatistics()
    /// Looks after callers who say nothing.
    private var timer: Timer?

    init(
        of port: SRTPort, on poller: Poller, _ plane: IngestPlane, policy: OutOfOrderPolicy,
        box: Mailbox<IngestLetter>, log: Logger
    ) {
        self.port = port
        self.poller = poller
        self.plane = plane
        self.policy = policy
        self.box = box
        journal = PublisherJournal(scheme: .srt, log: log)
        timer = Timer { [unowned self] now in
            for name in Array(callers.keys) { change(name, at: now) { $0.handleTimeout(at: now) } }
            for caller in callers.values { wake(for: caller.publisher) }
        }
    }

    // MARK: Getters

    /// What was counted, and is there now.
    var numbers: IngestNumbers {
        var numbers = tally
        numbers.connections = callers.count
        numbers.refused &+= port.rejected
        for caller in callers.values {
            guard let publishing = caller.publisher.publishing else { continue }
            numbers.publishers += 1
            numbers.add(publishing)
        }
        return numbers
    }

    /// What connections counted, all together.
    var statistics: SRTStatistics {
        let all = callers.values.map(\.publisher.statistics) + readers.values.map(\.statistics)
        return all.reduce(into: gone) { $0.add($1) }
    }

    /// How many read.
    var readerCount: Int { readers.count }

    // MARK: Commands

    /// Opens a port. Returns where it is.
    func listen(at address: SocketAddress) throws(SRTError) -> SocketAddress { try port.listen(at: address) }

    /// Takes no more callers. Those who publish go on.
    func drain() {
        port.closeListeners()
        endAll("the server is ending") { $0.publishing == nil }
    }

    /// Ends every connection.
    func closeAll() {
        endAll("the server is ending") { _ in true }
        port.stop()
    }

    private func endAll(_ reason: String, where isMeant: (SRTPublisher) -> Bool) {
        for (name, caller) in callers where isMeant(caller.publisher) {
            change(name, at: poller.now) { $0.end(reason, isOrderly: true) }
        }
    }

    // MARK: What arrives

    /// Something happened on a port.
    func handle(_ event: SRTEvent, at now: Instant) {
        switch event {
        case .opened(let name, let caller): open(name, caller, at: now)
        case .received(let name, let bytes):
            tally.receivedBytes &+= UInt64(bytes.count)
            change(name, at: now) { $0.handle(bytes.bytes, at: now) }
        case .counted(let name, let statistics):
            callers[name]?.publisher.statistics = statistics
            readers[name]?.statistics = statistics
        case .ended(let name):
            change(name, at: now) { $0.handleEnd(at: now) }
            forgetReader(name)
        }
    }

    /// The home of the stream that a caller asked for has decided.
    func decided(
        _ name: SRTConnection, _ seat: FeedSeat, _ result: Result<FeedKey, MediaRefusal>, at now: Instant
    ) {
        guard let caller = callers[name] else {
            if case .success(let feed) = result {
                plane.tell(seat, feed, .ended("its client went", isOrderly: true))
            }
            return
        }
        switch result {
        case .success(let feed):
            journal.connected(fields(of: caller))
            change(name, at: now) { $0.accept(FeedOutlet(seat, feed, on: plane), policy, at: now) }
        case .failure(let refusal):
            tally.refused &+= 1
            change(name, at: now) { $0.end("the stream cannot be published: \(refusal)", isOrderly: true) }
        }
    }

    /// A feed is no more, for this reason.
    func released(_ feed: FeedKey, _ reason: String) {
        guard let name = callers.first(where: { $0.value.publisher.publishing?.outlet.feed == feed })?.key
        else { return }
        change(name, at: poller.now) { $0.end(reason, isOrderly: true) }
    }

    // MARK: Callers

    private func open(_ name: SRTConnection, _ caller: SRTCaller, at now: Instant) {
        // It was let through, so both can be read.
        guard let request = SRTStreamID(caller.streamID), let stream = StreamName(request.name) else {
            return port.close(name)
        }
        tally.accepted &+= 1
        guard request.mode == .publish else { return addReader(name, of: stream, caller) }
        let publisher = SRTPublisher(request, at: now)
        callers[name] = Caller(peer: caller.peer, publisher: publisher)
        wake(for: publisher)
        let seat = FeedSeat(stream: stream.text, home: plane.home(of: stream.text))
        let (plane, box, client) = (plane, box, caller.peer.ip)
        Task {
            let result = await plane.open(stream, by: .srt, from: client, encoder: nil, askedAt: now)
            let isPosted = box.post(.decided(.srt(name), seat, result))
            if !isPosted, case .success(let feed) = result {
                plane.tell(seat, feed, .ended("its client went", isOrderly: true))
            }
        }
    }

    private func addReader(_ name: SRTConnection, of stream: StreamName, _ caller: SRTCaller) {
        guard plane.packaging?.post(.reader(stream.text, SRTReader(name, at: port))) == true else {
            return port.close(name)
        }
        readers[name] = (stream.text, SRTStatistics())
        journal.readerCame(stream.text, client: caller.peer.ip.description)
    }

    private func forgetReader(_ name: SRTConnection) {
        guard var reader = readers.removeValue(forKey: name) else { return }
        reader.statistics.roundTrip = .zero
        gone.add(reader.statistics)
        plane.packaging?.post(.readerWent(reader.stream, name))
        journal.readerWent(reader.stream)
    }

    /// Changes a caller, and sees to what comes of it.
    private func change(_ name: SRTConnection, at now: Instant, _ body: (inout SRTPublisher) -> Void) {
        guard var caller = callers[name] else { return }
        body(&caller.publisher)
        while let event = caller.publisher.pollEvent() {
            switch event {
            case .described(let tracks): journal.described(tracks, fields(of: caller))
            case .notice(let text): journal.noticed(text, fields(of: caller))
            case .ended(let reason, let isOrderly):
                note(caller.publisher, reason, isOrderly: isOrderly, at: now)
            }
        }
        guard caller.publisher.isEnded else {
            callers[name] = caller
            return wake(for: caller.publisher)
        }
        callers[name] = nil
        gone.add(caller.publisher.statistics)
        gone.roundTrip = .zero
        port.close(name)
    }

    private func note(_ publisher: SRTPublisher, _ reason: String, isOrderly: Bool, at now: Instant) {
        guard let publishing = publisher.publishing else { return }
        tally.add(publishing)
        if !isOrderly { tally.failed &+= 1 }
        let damage = publisher.damage
        journal.ended(
            publishing, reason, isOrderly: isOrderly, at: now,
            [
                "gaps": .integer(Int(clamping: damage.gaps)),
                "clock_jumps": .integer(Int(clamping: damage.jumps)),
                "lost_packets": .integer(Int(clamping: publisher.statistics.lostPackets)),
                "late_packets": .integer(Int(clamping: publisher.statistics.droppedPackets)),
            ])
    }

    /// Sees to it that the timer is not later than a publisher wants it; deadlines that moved later are looked at in vain.
    private func wake(for publisher: SRTPublisher) {
        guard let timer, let next = publisher.nextDeadline, next < timer.deadline ?? .distantFuture else {
            return
        }
        poller.schedule(timer, at: next)
    }

    private func fields(of caller: Caller) -> LogFields {
        journal.fields(
            stream: caller.publisher.request.name, encoder: nil, client: caller.peer.ip.description)
    }
}
