import SFU
import Signaling

/// What others tell an ingest loop.
enum IngestLetter: Sendable {
    /// The home of the stream that a connection asked for has decided.
    case decided(connection: UInt64, FeedSeat, Result<FeedKey, MediaRefusal>)
    /// A feed is no more, for this reason.
    case released(FeedKey, String)
}

/// Where a feed goes.
struct FeedSeat: Sendable {
    /// The stream's name.
    let stream: String
    /// The number of its home shard.
    let home: Int
}
