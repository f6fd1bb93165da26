import Bytes
import Runtime
internal import SDP
import SFU
import SRTP
import SRTTransport
import Signaling
import Timing
import WebRTC

/// The media loops of a node, one a core, and the plane over them.
struct MediaWorkers: Sendable {
    /// The loops.
    let shards: [MediaShard]
    /// Our certificate.
    let identity: MediaIdentity
    /// The loop that packages streams; `nil` when none does.
    let packaging: PackagingWorker?
    /// What is recorded.
    let recordings: RecordingLibrary
    /// What signaling asks.
    let plane: LocalMediaPlane
    /// The loop on which encoders publish; `nil` when none do.
    let ingest: IngestWorker?
    /// How many TCP connections of peers there may be on all ports: at most a quarter of all descriptors.
    let streamLimit: Int

    /// Opens the media ports, and says what will not work.
    init(
        _ configuration: Configuration, state: NodeState, primaries: Primaries, log: Logger,
        maximumOpenFiles: Int, at now: WallClock
    ) throws {
        let media = configuration.media
        let listen = configuration.network.bound
        let cores = Thread.cores
        let count = media.workerCount(onCores: cores.count)
        guard Int(media.port) + count - 1 <= UInt16.max else {
            throw StartFailure.tooFewPorts(first: media.port, workers: count)
        }
        let addresses = AdvertisedAddresses(
            listen: listen, public: media.publicAddresses, interfaces: NetworkInterface.all.map(\.address))
        for finding in addresses.findings { Self.report(finding, to: log) }
        let identity = try MediaIdentity(in: configuration.operations.dataDirectory, at: now)
        let engine = SRTPEngine.best()
        var exchange = media.exchange
        exchange.egress = configuration.sending.egress
        var setting = ShardSetting(
            listen: listen, firstPort: media.port, addresses: addresses, engine: engine,
            clock: ReportClock(now, at: Clock.now), exchange: exchange,
            playoutDelay: configuration.sending.playoutDelay,
            makesParities: configuration.sending.makesParities,
            streamLimit: min(MediaStreams.most, maximumOpenFiles / 4 / count), log: log
        )
        let loops = try (0..<count).map { number in
            let core = configuration.operations.pinsLoops ? cores[number % cores.count] : nil
            return try EventLoop(name: "media-\(number)", core: core)
        }
        let packager =
            configuration.hls.mode == .off ? nil : try EventLoop(name: "packaging")
        let links = ShardLinks(between: loops, packaging: packager)
        let titles = StreamTitles()
        let recordings = try RecordingLibrary(
            in: configuration.operations.dataDirectory, configuration.recording, titles: titles, log: log)
        self.recordings = recordings
        packaging = try packager.map { loop in
            let box = Mailbox<HLSLetter>(on: loop)
            setting.published = { box.post(.published($0)) }
            return try PackagingWorker(
                of: links, box: box, configuration.hls, recording: configuration.recording, to: recordings,
                transcoding: configuration.transcoding, clock: setting.clock, log: log)
        }
        let takesEncoders = configuration.ingest.rtmp == .on || configuration.ingest.srt == .on
        let ingestLoop = takesEncoders ? try EventLoop(name: "ingest") : nil
        let ingestBox = ingestLoop.map { Mailbox<IngestLetter>(on: $0) }
        setting.released = { ingestBox?.post(.released($0, $1)) }
        let shards = try (0..<count).map { [setting] in
            try MediaShard(number: $0, of: links, setting: setting)
        }
        self.shards = shards
        let ingestPlane = IngestPlane(shards: shards, boxes: links.feeds, packaging: packaging?.box)
        ingest =
            if let ingestLoop, let ingestBox {
                try IngestWorker(
                    on: ingestLoop, box: ingestBox, plane: ingestPlane, state: state,
                    srt: Self.srtPort(configuration.ingest, box: ingestBox, ingestPlane, state, log),
                    policy: configuration.ingest.outOfOrder, log: log)
            } else { nil }
        streamLimit = setting.streamLimit * count
        self.identity = identity
        plane = LocalMediaPlane(
            shards: shards, packaging: packaging, primaries: primaries, titles: titles,
            recordings: recordings, identity: identity, log: log
        ) {
            state.readiness
        }
        log.info(
            "media ready",
            [
                "workers": .integer(shards.count), "srtp": .text(engine.name),
                "addresses": .text(addresses.entries.map(\.address.description).joined(separator: " ")),
                "first_port": .integer(Int(shards.first?.candidates.first?.port ?? media.port)),
            ])
    }

    /// The ports of SRT, which are not open yet; `nil` when nobody may publish by it.
    private static func srtPort(
        _ settings: IngestSettings, box: Mailbox<IngestLetter>, _ plane: IngestPlane, _ state: NodeState,
        _ log: Logger
    ) throws -> SRTPort? {
        guard settings.srt == .on else { return nil }
        let judge = SRTJudge(plane: plane, state: state, journal: PublisherJournal(scheme: .srt, log: log))
        return try SRTPort(
            settings.srtConnections, judge: { judge.verdict(on: $0) },
            hasRoom: { box.count < IngestPlane.mostLetters }, report: { box.post(.srt($0)) })
    }

    private static func report(_ finding: AdvertisedAddresses.Finding, to log: Logger) {
        let fields: LogFields = ["reason": .text(finding.description)]
        switch finding {
        case .nothing, .unusable: log.warning("media address", fields)
        case .loopbackOnly, .privateOnly: log.info("media address", fields)
        }
    }

    /// How many sessions there are.
    var sessionCount: Int {
        get async {
            var count = await ingest?.numbers.values.reduce(0) { $0 + $1.publishers } ?? 0
            for shard in shards { count += await shard.sessionCount }
            return count
        }
    }

    /// What there is to tell of media.
    var scrape: MediaScrape {
        get async {
            var scrape = MediaScrape()
            for shard in shards { scrape.add(await shard.scrape()) }
            scrape.hls = await packaging?.numbers ?? HLSNumbers()
            scrape.transcoding = await packaging?.transcodingNumbers ?? TranscodingNumbers()
            scrape.recordings = recordings.numbers
            scrape.ingest = await ingest?.numbers ?? [:]
            scrape.srt = await ingest?.srtNumbers
            return scrape
        }
    }

    /// Ends every session and every loop.
    func stop() async {
        await ingest?.stop()
        for shard in shards { await shard.stop() }
        await packaging?.stop()
        await recordings.flush()
    }
}
