import SFU
import SRTTransport
import Signaling

/// What others tell an ingest loop.
enum IngestLetter: Sendable {
    /// The home of the stream that a connection asked for has decided.
    case decided(EncoderConnection, FeedSeat, Result<FeedKey, MediaRefusal>)
    /// A feed is no more, for this reason.
    case released(FeedKey, String)
    /// Something happens on a port of SRT.
    case srt(SRTEvent)
}

/// Names a connection of an ingest loop.
enum EncoderConnection: Sendable {
    case rtmp(UInt64)
    case srt(SRTConnection)
}

/// Where a feed goes.
struct FeedSeat: Sendable {
    /// The stream's name.
    let stream: String
    /// The number of its home shard.
    let home: Int
}
