import Platform
import SFU
import Signaling
import Timing

/// The sessions of a shard by name and by key, and for a while those that ended.
struct SessionBook {
    /// Those that there are.
    private var records: [SessionID: SessionRecord] = [:]
    /// Their names by key.
    private var names: [SessionKey: SessionID] = [:]
    /// Those that ended a short while ago, the latest last.
    private(set) var past: [PastSession] = []

    /// How long a session that ended can still be asked about.
    private static let memory = Duration.seconds(300)
    /// How many that are at most: the latest.
    private static let memoryLimit = 1000

    // MARK: Getters

    /// All that there are.
    var present: some Collection<SessionRecord> { records.values }

    /// One by its name.
    subscript(_ id: SessionID) -> SessionRecord? { records[id] }

    /// One by its key.
    subscript(_ key: SessionKey) -> SessionRecord? { names[key].flatMap { records[$0] } }

    /// One that is where it is said to be.
    subscript(_ location: SessionLocation) -> SessionRecord? {
        records[location.id].flatMap { $0.location == location ? $0 : nil }
    }

    // MARK: Commands

    /// Lists a session, or what has changed of it.
    mutating func set(_ record: SessionRecord) {
        records[record.location.id] = record
        names[record.key] = record.location.id
    }

    /// Takes a session off the list.
    mutating func remove(_ key: SessionKey) -> SessionRecord? {
        names.removeValue(forKey: key).flatMap { records.removeValue(forKey: $0) }
    }

    /// Keeps a session that ended for whoever asks later.
    mutating func remember(_ session: PastSession, at now: WallClock) {
        past.removeAll {
            now.nanoseconds - ($0.report.ended ?? now).nanoseconds > Self.memory.nanoseconds
        }
        if past.count >= Self.memoryLimit { past.removeFirst() }
        past.append(session)
    }

    /// A session that ended by itself can be ended once: browsers say goodbye by DTLS as their page calls `close()`,
    /// which overtakes the request that follows.
    mutating func forget(_ location: SessionLocation) throws(MediaRefusal) {
        guard let index = past.lastIndex(where: { $0.location == location }), past[index].isOpenToClosing
        else {
            throw .unknownSession
        }
        past[index].isOpenToClosing = false
    }
}
