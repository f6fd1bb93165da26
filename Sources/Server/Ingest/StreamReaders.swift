import Media
import Packaging
import SRTTransport
import Timing

/// Those who read one stream by SRT.
struct StreamReaders {
    /// Each of them.
    private var readers: [SRTReader] = []

    /// Whether there are none.
    var isEmpty: Bool { readers.isEmpty }

    /// One more reads it.
    mutating func add(_ reader: SRTReader) { readers.append(reader) }

    /// One does no more.
    mutating func forget(_ connection: SRTConnection) { readers.removeAll { $0.connection == connection } }

    /// Sends a unit to all. Those who can be sent nothing are let go.
    mutating func take(
        _ unit: AccessUnit, _ codec: Codec, _ configuration: CodecConfiguration?, of kinds: Set<TrackKind>,
        at now: Instant
    ) {
        for index in readers.indices.reversed()
        where !readers[index].take(unit, codec, configuration, of: kinds, at: now) {
            readers.remove(at: index).close()
        }
    }

    /// What follows of a kind is of another source.
    mutating func restart(_ kind: TrackKind) {
        for index in readers.indices { readers[index].restart(kind) }
    }

    /// Ends all of them.
    mutating func closeAll() {
        for reader in readers { reader.close() }
        readers = []
    }
}
