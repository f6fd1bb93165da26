import Platform
import SFU

/// Which shard a session is on.
///
/// A publisher is at its stream's home. Viewers are wherever there are fewest sessions. Nobody remembers which that is:
/// a session's name is drawn until it leads to its shard, so whoever has the name finds the session.
struct Placement {
    /// How many sessions each shard has.
    let loads: [Int]

    /// The shard for a viewer of a stream: the one with the fewest sessions; among equals the stream's home, which
    /// has its packets already.
    func shard(forViewerOf stream: StreamName) -> Int {
        let home = home(of: stream)
        guard let least = loads.min(), loads[home] != least else { return home }
        return loads.firstIndex(of: least) ?? home
    }

    /// The home of a stream.
    func home(of stream: StreamName) -> Int {
        ShardPlace.home(of: stream.text, among: loads.count)
    }

    /// A name for a session on a shard. On average as many are drawn as there are shards.
    static func name(
        on shard: Int, among count: Int, using random: inout some RandomNumberGenerator
    ) -> SessionID {
        while true {
            let id = SessionID(using: &random)
            if self.shard(of: id, among: count) == shard { return id }
        }
    }

    /// The shard that the name of a session leads to.
    static func shard(of id: SessionID, among count: Int) -> Int {
        ShardPlace.home(of: id.description, among: count)
    }
}
