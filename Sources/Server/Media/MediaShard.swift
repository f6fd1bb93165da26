import Bytes
import DTLS
import ICE
import Platform
import Runtime
import SDP
import SFU
import SRTP
import Signaling
import Timing
import WebRTC

/// One loop's share of the media: its ports, its sessions and its streams.
///
/// A thin shell: datagrams go from the ports into the exchange and out of its outbox, once a receive call. Others talk
/// to it by `await`, for control only.
actor MediaShard: LoopResident {
    /// The loop it lives on.
    nonisolated let loop: EventLoop
    /// What the loop watches.
    let poller: Poller
    /// What peers are told to send to.
    nonisolated let candidates: [Candidate]
    /// How many sessions it has.
    nonisolated let load = ShardLoad()
    /// Its number, from 0.
    private let number: Int
    /// The work.
    private let sessions: ShardSessions

    /// The loop.
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor }

    /// A shard with its ports open, on its own loop, which runs from now on.
    init(number: Int, of links: ShardLinks, setting: ShardSetting) throws {
        let poller = try Poller()
        let sessions = try ShardSessions(
            on: poller, number: number, of: links, load: load, setting: setting)
        loop = links.loops[number]
        self.number = number
        self.poller = poller
        self.sessions = sessions
        candidates = setting.addresses.candidates(at: sessions.ports.map(\.address))
        try loop.run(self)
    }

    /// Begins a session.
    func open(_ new: NewSession) throws(MediaRefusal) {
        try sessions.open(new, at: poller.now)
    }

    /// Begins a feed of a stream that is at home here.
    func openFeed(of stream: StreamName, by origin: FeedOrigin) throws(MediaRefusal) -> FeedKey {
        try sessions.openFeed(of: stream, by: origin)
    }

    /// Takes a fragment of SDP for a session, unless it is meant for another tag than the present one.
    func update(
        _ location: SessionLocation, with fragment: ICEFragment, isMeant: @Sendable (String) -> Bool
    ) throws(MediaRefusal) -> FragmentAnswer {
        try sessions.update(location, with: fragment, candidates: candidates, isMeant: isMeant)
    }

    /// What was agreed on with a viewer of several streams.
    func negotiation(of location: SessionLocation) throws(MediaRefusal) -> SessionNegotiation {
        try sessions.negotiation(of: location)
    }

    /// Lets that be another, unless it is already since `version` was read.
    func renegotiate(
        _ location: SessionLocation, to next: SessionNegotiation, from version: Int
    ) throws(MediaRefusal) -> Bool {
        try sessions.renegotiate(location, to: next, from: version)
    }

    /// Ends a session.
    func close(_ location: SessionLocation) throws(MediaRefusal) {
        try sessions.close(location)
    }

    /// Takes what a viewer's client wants of its videos.
    func choose(
        _ choice: LayerChoice, ofVideo mid: String?, for location: SessionLocation
    ) throws(MediaRefusal) -> [VideoReport] {
        try sessions.choose(choice, ofVideo: mid, for: location)
    }

    /// What viewers get of their videos.
    func videos(of locations: [SessionLocation]) -> [SessionID: [VideoReport]] {
        sessions.videos(of: locations)
    }

    /// The sessions of one stream, or all.
    func sessions(of stream: StreamName?) -> [SessionReport] { sessions.reports(of: stream) }

    /// One session.
    func session(_ id: SessionID) -> SessionReport? { sessions.report(of: id) }

    /// The streams that it has to do with: all that is known of those at home here, viewers of all others.
    func streams() -> [StreamNumbers] { sessions.streamNumbers() }

    /// Whether somebody brings a stream that is at home here.
    func hasPublisher(of stream: StreamName) -> Bool { sessions.hasPublisher(of: stream) }

    /// How loud streams are.
    func loudness(of streams: [StreamName]) -> [StreamName: UInt8] { sessions.loudness(of: streams) }

    /// Whether the publisher of a stream that is at home here has not been heard since.
    func isPublisherSilent(of stream: StreamName, since: Instant) -> Bool {
        sessions.isPublisherSilent(of: stream, since: since)
    }

    /// How many sessions there are.
    var sessionCount: Int { sessions.count }

    /// What there is to tell of it, in one hop.
    func scrape() -> (counters: MediaCounters, worker: WorkerNumbers, streams: [StreamNumbers]) {
        let counters = sessions.counters
        return (counters, sessions.worker(number, counters), sessions.streamNumbers())
    }

    /// Ends every session, and the loop.
    func stop() {
        sessions.closeAll()
        loop.stop()
    }
}
