internal import Bytes
internal import ICE
internal import WebRTC

/// Datagrams of handshakes that wait for their turn.
///
/// One costs as much as two thousand packets passed on (PERFORMANCE.md), so a thousand viewers who join together would
/// stop the media of everybody else for a third of a second. They are taken one or a few at a time, when a turn's media has
/// left, and media that came meanwhile goes first again.
///
/// They stay on the media loop on purpose. Loops take all cores, so a thread of their own would get its time from the
/// system's scheduler, in slices of some milliseconds, where a datagram here takes a sixth of one; and a session
/// would have to be handed over and back.
///
/// A peer that is the DTLS server sends its last flight and then media, which must not overtake it: there would be no keys for
/// the first keyframe, and whoever cannot be asked for another shows nothing for its whole interval (ffmpeg). So what comes of a
/// session behind a datagram that waits is held with it.
struct HandshakeQueue {
    /// One of them.
    struct Entry {
        /// Whose it is.
        let session: SessionKey
        /// What it is.
        var kind = PacketClass.dtls
        /// The way it came.
        let path: Path
        /// The datagram.
        let bytes: [UInt8]
    }

    /// How many may wait. DTLS repeats what was dropped.
    private static let limit = 4096
    /// How many of one session may: several flights, each in a few datagrams. Others are not kept waiting by one's flood.
    private static let sessionLimit = 16
    /// How many found no place.
    private(set) var dropped: UInt64 = 0
    /// The datagrams; those before `first` were taken.
    private var entries: [Entry] = []
    /// The next one.
    private var first = 0
    /// How many of each session wait.
    private var waiting: [SessionKey: Int] = [:]
    /// What came behind them, of sessions of which any waits.
    private var held: [SessionKey: [Entry]] = [:]
    /// How much that is.
    private(set) var heldMediaCount = 0

    /// How much of one session may be held, some keyframe's packets, and of all.
    private static let mediaLimit = 128, totalMediaLimit = 2048

    /// How many wait.
    var count: Int { entries.count - first }

    /// How many are kept, those that were taken a moment ago too.
    var heldCount: Int { entries.count }

    /// Whether none waits.
    var isEmpty: Bool { first == entries.count }

    /// Adds a datagram, unless too many wait.
    mutating func add(_ datagram: RawSpan, of session: SessionKey, on path: Path) {
        guard count < Self.limit, waiting[session, default: 0] < Self.sessionLimit else {
            dropped &+= 1
            return
        }
        waiting[session, default: 0] += 1
        entries.append(Entry(session: session, path: path, bytes: [UInt8](datagram)))
    }

    /// Holds what came behind a datagram that waits; `false` when none of the session does, or there is no room.
    mutating func hold(
        _ datagram: RawSpan, as kind: PacketClass, of session: SessionKey, on path: Path
    ) -> Bool {
        guard waiting[session] != nil, heldMediaCount < Self.totalMediaLimit,
            held[session, default: []].count < Self.mediaLimit
        else { return false }
        held[session, default: []].append(
            Entry(session: session, kind: kind, path: path, bytes: [UInt8](datagram)))
        heldMediaCount += 1
        return true
    }

    /// Takes out what was held of a session, in order, once it has keys or nothing of it waits any more.
    mutating func release(_ session: SessionKey, hasKeys: Bool) -> [Entry] {
        guard hasKeys || waiting[session] == nil, let released = held.removeValue(forKey: session) else {
            return []
        }
        heldMediaCount -= released.count
        return released
    }

    /// Takes out the next one.
    mutating func take() -> Entry? {
        guard !isEmpty else { return nil }
        let entry = entries[first]
        first += 1
        if let count = waiting[entry.session] { waiting[entry.session] = count > 1 ? count - 1 : nil }
        trim()
        return entry
    }

    /// Lets go of what was taken: all when none waits, or else now and then, since the queue may never be empty.
    private mutating func trim() {
        if isEmpty {
            entries = []
            waiting = [:]
            first = 0
        } else if first >= 256, first > count {
            entries.removeFirst(first)
            first = 0
        }
    }
}
