/// Reads playlists for all players of a loop. Those who wait for the same get the same octets, thousands of times, and reading
/// them is most of a player's work: it is done once.
final class PlaylistReader {
    /// What was read last, the newest first.
    private var recent: [LoadedPlaylist] = []

    /// Some renditions, and some players that are behind.
    private static let capacity = 16

    /// What a playlist says.
    func read(_ bytes: [UInt8]) -> LoadedPlaylist {
        if let index = recent.firstIndex(where: { $0.bytes == bytes }) {
            if index > 0 { recent.swapAt(index, 0) }
            return recent[0]
        }
        let loaded = LoadedPlaylist(bytes)
        if recent.count == Self.capacity { recent.removeLast() }
        recent.insert(loaded, at: 0)
        return loaded
    }
}
