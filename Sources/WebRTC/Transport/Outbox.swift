internal import Bytes
public import ICE
public import RTP
public import Timing

/// What the peers of one loop send: the table of who gets media, and the arena in which all datagrams wait until their
/// owner takes them.
///
/// All peers of a loop share one, so that draining is one walk, an idle peer holds no buffer, and a packet is sealed for
/// thousands in one loop. Ciphertext is written once: the owner gives the arena's bytes to the kernel as they lie there.
public final class Outbox {
    /// One datagram, or a run of them.
    public struct Transmit {
        /// Where it goes, and from where.
        public let path: Path
        /// The size of each datagram of the run; the last may be shorter.
        public let segmentSize: Int
    }

    /// The datagrams.
    var arena: SendArena
    /// Who gets media, and with what keys.
    var table = EgressTable()
    /// How many packets that peers ask for again may be looked for now. Their owner sets it where many peers share a
    /// thread, and has those go on that wait (`Peer.sendRepairs(at:)`).
    public var repairsLeft = Int.max
    /// How long viewers are asked to hold video back; `nil` leaves that to them.
    public let playoutDelay: PlayoutDelay?
    /// Whether packets to viewers far away who lose some get parities.
    public let makesParities: Bool

    /// An empty outbox for at most so many octets. The default is what a port sends in some ten milliseconds.
    public init(limit: Int = 8 << 20, playoutDelay: PlayoutDelay? = nil, makesParities: Bool = true) {
        arena = SendArena(limit: limit)
        self.playoutDelay = playoutDelay
        self.makesParities = makesParities
    }

    /// Whether nothing waits.
    public var isEmpty: Bool { arena.isEmpty }

    /// Whether media should wait until it was emptied.
    public var isFull: Bool { arena.isFull }

    /// How many datagrams found no room.
    public var dropped: Int { arena.dropped }

    // MARK: Adding

    /// Adds a datagram of at most `size` octets, which `fill` writes; it returns how many there are, or `nil` to
    /// add nothing. `false` when nothing was added.
    @discardableResult public func append(
        atMost size: Int, to path: Path, _ fill: (inout MutableRawSpan) -> Int?
    ) -> Bool {
        arena.append(atMost: size, to: path, fill)
    }

    /// Adds a copy of a datagram.
    @discardableResult public func append(_ datagram: RawSpan, to path: Path) -> Bool {
        append(atMost: datagram.byteCount, to: path) { room in
            room.store(datagram, at: 0) ? datagram.byteCount : nil
        }
    }

    /// Seals packets of one source, whose bytes are in `bytes`, for those of `tracks` that it feeds, from `next` on.
    /// If it `isBounded`, it stops when the arena is full, with `next` at the first that is still to be served: take out
    /// what there is, and call again.
    public func send(
        _ packets: Span<OutgoingPacket>, of source: MediaSource, in bytes: RawSpan, to tracks: Span<TrackID>,
        from next: inout Int, isBounded: Bool = true, at now: Instant
    ) {
        table.send(
            packets, of: source.id, in: bytes, to: tracks, from: &next, through: &arena,
            isBounded: isBounded, at: now)
    }

    /// Seals one packet for one track, whatever feeds its fan-outs. With those of the same size that were sent to its peer
    /// just before, it leaves in one run.
    func send(_ packet: OutgoingPacket, in bytes: RawSpan, to track: TrackID, at now: Instant) {
        let one: InlineArray<1, OutgoingPacket> = [packet]
        table.send(one.span, in: bytes, to: track, through: &arena, at: now)
    }

    // MARK: Taking

    /// Gives all messages, in order, and the bytes they lie in; afterwards there is none. Nothing may be added meanwhile.
    public func take(_ body: (_ messages: Span<SendArena.Message>, _ bytes: RawSpan) -> Void) {
        guard !arena.isEmpty else { return }
        table.finish(&arena)
        body(arena.messages.span, arena.bytes)
        arena.removeAll()
    }

    /// Takes everything out, in order, in runs of at most `segments` datagrams and `bytes` octets. Nothing may be added
    /// meanwhile.
    public func drain(
        segments: Int = 1, bytes: Int = 65_507, _ body: (_ transmit: Transmit, _ bytes: RawSpan) -> Void
    ) {
        take { messages, all in
            for index in messages.indices {
                let message = messages[index]
                let size = message.segmentSize
                let step = min(max(min(segments, bytes / size), 1), SendArena.longestRun) * size
                let end = message.start + message.count
                for start in stride(from: message.start, to: end, by: step) {
                    body(
                        Transmit(path: message.path, segmentSize: size),
                        all.extracting(start..<min(start + step, end)))
                }
            }
        }
    }
}
