import Ingest
import SFU

/// Units of a feed on their way to the packaging loop.
struct UnitLetter: Sendable {
    /// The stream's name.
    let stream: String
    /// The feed that they are of.
    let feed: FeedKey
    /// The units, in order.
    let units: [ContributedUnit]
}
