import Ingest
import SFU

/// What an ingest loop tells the home of a stream that it feeds.
struct FeedLetter: Sendable {
    /// One unit, and its packets where viewers over WebRTC get any.
    struct Unit: Sendable {
        /// Which of the feed's tracks it is of.
        let track: Int
        /// How many octets it has.
        let byteCount: Int
        /// Whether decoding can begin with it.
        let isKeyframe: Bool
        /// The packets.
        var packets: PacketizedUnit?
    }

    /// What is told.
    enum Word: Sendable {
        /// It brings these.
        case described([FeedTrack])
        /// These came.
        case units([Unit])
        /// It is over, for this reason.
        case ended(String, isOrderly: Bool)
    }

    /// The stream's name.
    let stream: String
    /// The feed.
    let feed: FeedKey
    /// What is told.
    let word: Word
}
