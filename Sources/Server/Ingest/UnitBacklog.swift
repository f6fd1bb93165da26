import Ingest
import Media
import SFU

/// Units of a feed that came before its stream's home has told of it: both ways are a loop's turn long, and a keyframe
/// that was lost on the one that is shorter would be waited for.
struct UnitBacklog {
    /// Whose they are.
    private var feed: FeedKey?
    /// The units, in order.
    private var units: [ContributedUnit] = []
    /// How many octets they have.
    private var byteCount = 0

    /// How many wait at most, and how many octets: some seconds.
    private static let mostUnits = 1024
    private static let mostBytes = 8 << 20

    /// Keeps units. Those of another feed go, and so do all when they are too many.
    mutating func hold(_ letter: UnitLetter) {
        if feed != letter.feed { removeAll() }
        feed = letter.feed
        units += letter.units
        byteCount += letter.units.reduce(0) { $0 + $1.unit.bytes.count }
        if units.count > Self.mostUnits || byteCount > Self.mostBytes { removeAll() }
    }

    /// Hands out those of a feed, and forgets all others.
    mutating func take(of feed: FeedKey) -> [ContributedUnit] {
        defer { removeAll() }
        return self.feed == feed ? units : []
    }

    /// Forgets all.
    mutating func removeAll() {
        (feed, units, byteCount) = (nil, [], 0)
    }
}
