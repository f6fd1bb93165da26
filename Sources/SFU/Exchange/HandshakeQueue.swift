internal import Bytes
internal import ICE

/// Datagrams of handshakes that wait for their turn.
///
/// One costs as much as two thousand packets passed on (PERFORMANCE.md), so a thousand viewers who join together would
/// stop the media of everybody else for a third of a second. They are taken a few at a time, and media in between.
struct HandshakeQueue {
    /// One of them.
    struct Entry {
        /// Whose it is.
        let session: SessionKey
        /// The way it came.
        let path: Path
        /// The datagram.
        let bytes: [UInt8]
    }

    /// How many may wait. DTLS repeats what was dropped.
    private static let limit = 4096
    /// The datagrams; those before `first` were taken.
    private var entries: [Entry] = []
    /// The next one.
    private var first = 0

    /// Whether none waits.
    var isEmpty: Bool { first == entries.count }

    /// Adds a datagram, unless too many wait.
    mutating func add(_ datagram: RawSpan, of session: SessionKey, on path: Path) {
        guard entries.count - first < Self.limit else { return }
        entries.append(Entry(session: session, path: path, bytes: [UInt8](datagram)))
    }

    /// Takes out the next one.
    mutating func take() -> Entry? {
        guard !isEmpty else { return nil }
        defer {
            first += 1
            if isEmpty {
                entries = []
                first = 0
            }
        }
        return entries[first]
    }
}
