import Bytes
import DTLS
import ICE
import Platform
import Runtime
import SDP
import SFU
import Signaling
import Timing
import WebRTC

/// The media plane of this process: answers offers, and gives each session to the shard of its stream.
///
/// Descriptions are read and answered on the caller's executor; a shard sees only what was agreed on. A publisher lives
/// on the shard that its stream's name leads to, which decides who that is; viewers live where there is most room. What
/// a name leads to needs no memory (`Placement`).
struct LocalMediaPlane: MediaPlane {
    /// The shards, one a core.
    let shards: [MediaShard]
    /// Who serves streams as HLS; `nil` when nobody does.
    let packaging: PackagingWorker?
    /// What stages' names stand for.
    let primaries: Primaries
    /// What streams are called.
    let titles: StreamTitles
    /// What is recorded.
    let recordings: RecordingLibrary
    /// Our certificate.
    let identity: MediaIdentity
    /// Where it says what it refuses.
    let log: Logger
    /// Whether new sessions are taken.
    let readiness: @Sendable () -> Readiness

    /// How long a client should wait before it asks a server that is full or ending again.
    private static let retryDelay = Duration.seconds(5)
    /// How often is looked whether a publisher is still silent: two or three packets of one that is not.
    private static let silenceCheck = Duration.milliseconds(50)

    func open(_ request: SessionRequest) async throws(MediaRefusal) -> SessionAnswer {
        do throws(MediaRefusal) {
            return try await take(request)
        } catch {
            log.info(
                "offer refused",
                [
                    "stream": .text(request.stream.text), "role": .text(request.role.rawValue),
                    "reason": .text(error.summary),
                    "client": .address(request.client?.description ?? "unknown"),
                    "user_agent": .text(request.userAgent ?? "none"),
                ])
            throw error
        }
    }

    /// Answers an offer, or says why not.
    private func take(_ request: SessionRequest) async throws(MediaRefusal) -> SessionAnswer {
        let asked = Clock.now
        guard readiness() == .ready else { throw .draining(retryAfter: Self.retryDelay) }
        let shard = try await place(request)
        do throws(MediaRefusal) {
            return try await begin(request, on: shard, askedAt: asked)
        } catch {
            shards[shard].load.remove()
            throw error
        }
    }

    /// The shard that a session shall be on, which counts it from now on.
    private func place(_ request: SessionRequest) async throws(MediaRefusal) -> Int {
        let placement = Placement(loads: shards.map(\.load.count))
        let home = placement.home(of: request.stream)
        if request.role == .viewer, !request.waitsForPublisher {
            // Others know only once somebody there has joined.
            for stream in Set(request.feeds.map { Array($0.values) } ?? [request.stream]) {
                guard await shards[placement.home(of: stream)].hasPublisher(of: stream) else {
                    throw .noPublisher(retryAfter: .seconds(3))
                }
            }
        }
        let number = request.role == .viewer ? placement.shard(forViewerOf: request.stream) : home
        shards[number].load.add()
        return number
    }

    /// Begins a session on a shard.
    private func begin(
        _ request: SessionRequest, on number: Int, askedAt asked: Instant
    ) async throws(MediaRefusal) -> SessionAnswer {
        let shard = shards[number]
        var random = SystemRandom()
        let credentials = Credentials(using: &random)
        let identity = identity.current
        let transport = LocalTransport(
            credentials: ICECredentials(ufrag: credentials.ufrag, password: credentials.password),
            candidates: shard.candidates, fingerprints: [identity.fingerprint])
        var negotiation: SessionNegotiation?
        let answer: Answerer.Answer
        if request.role == .viewer, let feeds = request.feeds {
            let first = try SessionNegotiation(
                answering: request.offer, feeds: feeds, over: transport, using: &random)
            (negotiation, answer) = (first, first.agreed)
        } else {
            var answerer = Answerer(request.role == .publisher ? .publish : .play, transport: transport)
            answerer.streamName = request.stream.text
            answer = try answerer.answer(reading: request.offer, using: &random)
        }
        let id = Placement.name(on: number, among: shards.count, using: &random)
        let session = NewSession(
            id: id, request: request, asked: asked, credentials: credentials, agreed: answer.session,
            negotiation: negotiation, identity: identity.identity)
        try await open(session, on: shard)
        return SessionAnswer(id: id, description: answer.description.text, tag: credentials.ufrag)
    }

    /// Begins a session. A publisher that finds another there waits until that one is heard of, which means no, or has
    /// been silent for so long that it must be gone: an encoder that crashed and was started again must get in, and most
    /// ask once. Ends after `ExchangeSettings.pausedSilence` at the latest.
    private func open(_ session: NewSession, on shard: MediaShard) async throws(MediaRefusal) {
        while true {
            do throws(MediaRefusal) {
                return try await shard.open(session)
            } catch {
                guard error == .streamHasPublisher,
                    await shard.isPublisherSilent(of: session.request.stream, since: session.asked)
                else { throw error }
            }
            try? await Task.sleep(for: Self.silenceCheck)
        }
    }

    func update(
        _ session: SessionLocation, with fragment: SessionFragment
    ) async throws(MediaRefusal) -> FragmentAnswer {
        let parsed: ICEFragment
        do throws(SDPError) {
            parsed = try ICEFragment(parsing: fragment.bytes.bytes)
        } catch {
            throw .malformed(reason: error.description)
        }
        return try await shard(of: session.id).update(session, with: parsed) { fragment.isMeant(for: $0) }
    }

    func renegotiate(
        _ session: SessionLocation, by step: Renegotiation
    ) async throws(MediaRefusal) -> String? {
        let shard = shard(of: session.id)
        var random = SystemRandom()
        while true {
            var negotiation = try await shard.negotiation(of: session)
            let before = negotiation.version
            let said = try negotiation.take(step, using: &random)
            // Descriptions are read beside the loop; who was slower than another step reads again.
            guard try await shard.renegotiate(session, to: negotiation, from: before) else { continue }
            return said
        }
    }

    func close(_ session: SessionLocation) async throws(MediaRefusal) {
        try await shard(of: session.id).close(session)
    }

    func choose(
        _ choice: LayerChoice, ofVideo mid: String?, for session: SessionLocation
    ) async throws(MediaRefusal) -> [VideoReport] {
        try await shard(of: session.id).choose(choice, ofVideo: mid, for: session)
    }

    func videos(of sessions: [SessionLocation]) async -> [SessionID: [VideoReport]] {
        var all: [SessionID: [VideoReport]] = [:]
        let byShard = Dictionary(grouping: sessions) { Placement.shard(of: $0.id, among: shards.count) }
        for (shard, sessions) in byShard { all.merge(await shards[shard].videos(of: sessions)) { $1 } }
        return all
    }

    func sessions(of stream: StreamName?) async -> [SessionReport] {
        var all: [SessionReport] = []
        for shard in shards { all += await shard.sessions(of: stream) }
        return all.sorted { $0.began.nanoseconds < $1.began.nanoseconds }
    }

    func session(_ id: SessionID) async -> SessionReport? {
        await shard(of: id).session(id)
    }

    func streams() async -> [StreamReport] {
        var all: [String: StreamNumbers] = [:]
        for shard in shards { all.merge(await shard.streams()) }
        let (wall, now) = (Clock.wall, Clock.now)
        let standings = await packaging?.standings ?? [:]
        return all.values.compactMap { numbers in
            var report = StreamReport(numbers, wall: wall, at: now)
            report?.hlsViewers = standings[numbers.name]?.viewers ?? 0
            report?.pictureDivisor = standings[numbers.name]?.pictureDivisor
            report?.title = StreamName(numbers.name).flatMap { titles.title(of: $0) }
            return report
        }.sorted { $0.name < $1.name }
    }

    func name(_ stage: StreamName, as stream: StreamName?) async {
        primaries.set(stream, of: stage)
    }

    func entitle(_ stream: StreamName, as title: StreamTitle?) {
        titles.set(title, of: stream)
        recordings.entitle(stream)
    }

    func loudness(of streams: [StreamName]) async -> [StreamName: UInt8] {
        var all: [StreamName: UInt8] = [:]
        for shard in shards { all.merge(await shard.loudness(of: streams)) { $1 } }
        return all
    }

    /// The shard that a session is on, if it is on any.
    private func shard(of session: SessionID) -> MediaShard {
        shards[Placement.shard(of: session, among: shards.count)]
    }
}

extension MediaRefusal {
    /// The reason as a log line says it.
    fileprivate var summary: String {
        switch self {
        case .malformed(let reason), .unacceptable(let reason): reason
        case .noCommonCodec(let kind, let offered, let supported):
            "no \(kind) codec in common: offered \(offered.joined(separator: ", ")), "
                + "supported \(supported.joined(separator: ", "))"
        case .streamHasPublisher: "the stream has a publisher"
        case .noPublisher: "the stream has no publisher"
        case .unknownSession: "no such session"
        case .staleTag: "for an ICE session that is no more"
        case .full(let limit, _): "there are \(limit) sessions, which is the limit"
        case .draining: "the server is ending"
        case .glare: "an offer of ours waits for its answer"
        case .unreachable: "the media node cannot be reached"
        }
    }

    /// The refusal of a description.
    init(_ refusal: Refusal) {
        self =
            switch refusal {
            case .malformed(let error): .malformed(reason: error.description)
            case .noCommonCodec(let kind, let offered, let supported):
                .noCommonCodec(kind: kind.rawValue, offered: offered, supported: supported)
            default: .unacceptable(reason: refusal.description)
            }
    }
}
