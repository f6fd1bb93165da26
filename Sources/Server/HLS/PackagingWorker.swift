import Runtime
import WebRTC

/// The loop on which streams are packaged, and HLS players answered.
///
/// A thin shell over `PackagedStreams`. It is a loop of its own, so that neither media nor other requests wait for it: what
/// it makes is sent by the loops of the connections, from memory that all share.
actor PackagingWorker: LoopResident {
    /// The loop it lives on.
    nonisolated let loop: EventLoop
    /// What the loop watches.
    let poller: Poller
    /// Where other loops post what players ask.
    nonisolated let box: Mailbox<HLSLetter>
    /// The work.
    private let streams: PackagedStreams

    /// The loop.
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor }

    /// A worker on its own running loop, which `links` has behind those of the shards.
    init(
        of links: ShardLinks, box: Mailbox<HLSLetter>, _ settings: HLSSettings,
        recording: RecordingSettings, to library: RecordingLibrary, transcoding: TranscodingSettings,
        clock: ReportClock, log: Logger
    ) throws(SystemError) {
        let number = links.shardCount
        let poller = try Poller()
        loop = links.loops[number]
        self.poller = poller
        self.box = box
        streams = PackagedStreams(
            on: poller, number: number, of: links, box: box, settings, recording: recording, to: library,
            transcoding: transcoding, clock: clock, log: log)
        try loop.run(self)
    }

    /// What there is to tell of all streams.
    var numbers: HLSNumbers { streams.numbers }

    /// What there is to tell of each stream.
    var standings: [String: HLSStanding] { streams.standings }

    /// What there is to tell of transcoders.
    var transcodingNumbers: TranscodingNumbers { streams.transcodingNumbers }

    /// A picture of keyframes; `nil` when none can be made.
    func draw(_ drawing: Drawing) async -> Drawing.Outcome? {
        await withCheckedContinuation { continuation in
            streams.draw(drawing) { continuation.resume(returning: $0) }
            // It is begun at the end of a turn, which a loop that waits for sockets has first to make.
            loop.wake()
        }
    }

    /// Keeps nobody waiting from now on.
    func drain() { streams.drain() }

    /// Ends recordings and the loop.
    func stop() {
        streams.close()
        loop.stop()
    }
}
