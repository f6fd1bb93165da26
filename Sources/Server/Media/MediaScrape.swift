import SFU
import SRTTransport

/// What all media loops know at one moment, for `/metrics`.
struct MediaScrape: Sendable {
    /// What they counted, all together.
    var counters = MediaCounters()
    /// What each does.
    var workers: [WorkerNumbers] = []
    /// All streams as HLS.
    var hls = HLSNumbers()
    /// Encoders that publish by other protocols.
    var ingest: [EncoderProtocol: IngestNumbers] = [:]
    /// What SRT counted; `nil` where it is not taken.
    var srt: (statistics: SRTStatistics, readers: Int)?
    /// All transcoders.
    var transcoding = TranscodingNumbers()
    /// All recordings.
    var recordings = RecordingNumbers()
    /// The streams, by name.
    private(set) var streams: [String: StreamNumbers] = [:]

    /// Adds what one loop knows.
    mutating func add(_ shard: (counters: MediaCounters, worker: WorkerNumbers, streams: [StreamNumbers])) {
        counters.merge(shard.counters)
        workers.append(shard.worker)
        streams.merge(shard.streams)
    }
}

extension [String: StreamNumbers] {
    /// Adds what another loop knows of streams.
    mutating func merge(_ others: [StreamNumbers]) {
        for other in others {
            if self[other.name]?.merge(other) == nil { self[other.name] = other }
        }
    }
}
