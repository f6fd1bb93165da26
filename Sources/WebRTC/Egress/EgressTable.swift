internal import Bytes
internal import ICE
internal import RTP
internal import SRTP
internal import Timing

/// Everybody on one loop who gets media, as the fan-out needs them: rows of plain memory, and keys by number.
///
///     peer ──viewer row: path, key, transport-wide number
///       └──── track row: class, numbers, times, reports          (one a section that we send)
///
/// What is the same for all viewers of a class, which is everything but some numbers and the key, is worked out once a
/// packet. What is left for each viewer is a copy of a header with its numbers, and the sealing from the shared plaintext
/// into the arena. Nothing is allocated, locked, hashed or called through a reference there (PERFORMANCE.md, rules 3 to 9).
///
/// Invariants:
/// 1. A track's viewer is a row that is used, and its class, unless -1, one that it joined.
/// 2. Every packet in the arena is sealed, or is behind `firstUnsealed` and has a job, which `finish` does.
struct EgressTable: ~Copyable {
    /// The peers.
    var viewers = EgressRows<EgressViewer>()
    /// What was sent to each of them, by their places.
    var logs: [SentLog] = []
    /// Their streams.
    var tracks = EgressRows<EgressTrack>()
    /// The keys.
    private(set) var keys = SealingKeys()
    /// What the headers of tracks have in common.
    private var classes = EgressClasses()
    /// The headers of the fan-out that is going on.
    private var templates = HeaderTemplates()
    /// Seals many packets at once; `nil` until somebody comes who is better off with it.
    private var lanes: SealingLanes?
    /// Packets in the arena that lanes have yet to seal.
    private var jobs: [SealingJob] = []
    /// The first message that one of them may be in.
    private var firstUnsealed = 0

    /// As many jobs as lanes take at once.
    private static let jobLimit = 64

    // MARK: Who comes and goes

    /// A peer comes. What it is sent is noted if it `isLogged`, since it will tell what became of it.
    mutating func add(_ viewer: EgressViewer, isLogged: Bool = false) -> Int32 {
        let place = viewers.add(viewer)
        let log = SentLog(isKept: isLogged)
        if Int(place) < logs.count { logs[Int(place)] = log } else { logs.append(log) }
        return place
    }

    /// Takes the keys that were agreed on: a viewer's packets can be sealed from now on.
    mutating func secure(
        _ viewer: Int32, _ material: borrowing SRTPKeys, as role: SRTPRole, on engine: SRTPEngine
    ) {
        if let old = viewers[viewer].lock { keys.remove(old.key) }
        let key = keys.add(material, of: role, on: engine)
        let lock = EgressViewer.Lock(
            key: key, overhead: keys.overhead(of: key), prefersLanes: keys.prefersLanes(key))
        viewers[viewer].lock = lock
        if lock.prefersLanes, lanes == nil { lanes = SealingLanes(on: engine) }
    }

    /// A peer is no more.
    mutating func remove(_ viewer: Int32) {
        if let lock = viewers[viewer].lock { keys.remove(lock.key) }
        viewers.remove(viewer)
        logs[Int(viewer)] = SentLog(isKept: false)
    }

    /// A stream is no more.
    mutating func removeTrack(_ track: Int32) {
        leaveClass(track)
        tracks.remove(track)
    }

    /// Lets a track's packets look so from now on.
    mutating func setClass(of track: Int32, _ egressClass: EgressClass) {
        leaveClass(track)
        tracks[track].egressClass = Int32(classes.join(egressClass))
    }

    private mutating func leaveClass(_ track: Int32) {
        let number = Int(tracks[track].egressClass)
        if number >= 0 { classes.leave(number) }
    }

    // MARK: Fan-out

    /// Sends packets of one source to those tracks that it feeds, from `next` on, each of which gets all of them behind
    /// each other: its keys are loaded once, and its datagrams make runs. Stops when the arena is full, if it `isBounded`.
    mutating func send(
        _ packets: Span<OutgoingPacket>, of source: UInt32, in bytes: RawSpan, to list: Span<TrackID>,
        from next: inout Int, through arena: inout SendArena, isBounded: Bool, at now: Instant
    ) {
        templates.removeAll()
        while next < list.count, !isBounded || !arena.isFull {
            let track = Int(list[next].row)
            if tracks.rows[track].source == source {
                arena.endRun()
                send(packets, in: bytes, to: track, through: &arena, at: now)
            }
            next += 1
        }
        sealJobs(in: &arena)
    }

    /// Sends packets to one track, whatever feeds it. They may belong to the run of those that were sent to its peer just
    /// before, so they are sealed only when there are more, or the arena is to be emptied.
    mutating func send(
        _ packets: Span<OutgoingPacket>, in bytes: RawSpan, to track: TrackID, through arena: inout SendArena,
        at now: Instant
    ) {
        templates.removeAll()
        if viewers.rows[Int(tracks.rows[Int(track.row)].viewer)].path != arena.lastPath { arena.endRun() }
        send(packets, in: bytes, to: Int(track.row), through: &arena, at: now)
    }

    /// Seals what is still to be sealed.
    mutating func finish(_ arena: inout SendArena) { sealJobs(in: &arena) }

    /// Sends packets to one track.
    @inline(__always)
    private mutating func send(
        _ packets: Span<OutgoingPacket>, in bytes: RawSpan, to track: Int, through arena: inout SendArena,
        at now: Instant
    ) {
        let viewer = Int(tracks.rows[track].viewer)
        let egressClass = Int(tracks.rows[track].egressClass)
        guard egressClass >= 0, let path = viewers.rows[viewer].path, let lock = viewers.rows[viewer].lock
        else {
            return
        }
        let first =
            templates.first(of: egressClass)
            ?? templates.prepare(egressClass, classes[egressClass], packets, in: bytes, at: now)
        let ssrc = tracks.rows[track].stream.ssrc
        let isLogged = logs[viewer].isKept
        var total = 0
        for index in packets.indices {
            guard let stamp = tracks.rows[track].stream.send(packets[index].position, at: now) else {
                continue
            }
            let template = templates[first + index]
            // A number that no packet bears would be told of as lost.
            let number =
                template.numberOffset == 0 ? SequenceNumber(0) : viewers.rows[viewer].takeTransportNumber()
            let header = HeaderTemplates.Copy(of: template, stamp, ssrc: ssrc, transportNumber: number)
            let payload = bytes.extracting(packets[index].payload)
            let count =
                lock.prefersLanes
                ? leave(payload, behind: header, lock, in: &arena)
                : seal(payload, behind: header, lock, in: &arena)
            guard let count else { continue }
            arena.commit(count, to: path)
            total &+= count
            if isLogged, template.numberOffset != 0 { logs[viewer].add(number, byteCount: count, at: now) }
            if packets[index].isMarked, tracks.rows[track].firstFrame == nil {
                tracks.rows[track].firstFrame = now
            }
        }
        tracks.rows[track].byteCount &+= UInt64(total)
        logs[viewer].count(total, at: now)
    }

    /// Writes a header into the arena and seals a payload behind it. Returns the octets of both and the tag; `nil` when
    /// there is no room.
    @inline(__always)
    private func seal(
        _ payload: RawSpan, behind header: HeaderTemplates.Copy, _ lock: EgressViewer.Lock,
        in arena: inout SendArena
    ) -> Int? {
        guard var room = arena.room(header.count + payload.byteCount + lock.overhead),
            templates.write(header, to: &room)
        else { return nil }
        return keys.seal(
            payload, behind: header.count, in: &room, with: lock.key, ssrc: header.ssrc.value,
            index: UInt64(truncatingIfNeeded: header.place.value))
    }

    /// Writes a header into the arena and copies a payload behind it, to be sealed with others. Returns likewise.
    private mutating func leave(
        _ payload: RawSpan, behind header: HeaderTemplates.Copy, _ lock: EgressViewer.Lock,
        in arena: inout SendArena
    ) -> Int? {
        if jobs.count >= Self.jobLimit { sealJobs(in: &arena) }
        if jobs.isEmpty {
            // What was sealed before stays, whatever comes of the jobs to come.
            arena.endRun()
            firstUnsealed = arena.messages.count
        }
        let job = SealingJob(
            lock.key, of: keys, at: arena.used, headerCount: header.count, payloadCount: payload.byteCount,
            rollover: UInt32(truncatingIfNeeded: header.place.value >> 16))
        let count = header.count + payload.byteCount + lock.overhead
        guard let job, var room = arena.room(count), templates.write(header, to: &room),
            room.store(payload, at: header.count)
        else { return nil }
        jobs.append(job)
        return count
    }

    /// Has lanes seal what waits for them. What they cannot seal does not leave.
    private mutating func sealJobs(in arena: inout SendArena) {
        guard !jobs.isEmpty else { return }
        var memory = arena.mutableBytes()
        let isSealed = lanes?.seal(jobs, in: &memory) ?? false
        if !isSealed { arena.removeMessages(from: firstUnsealed) }
        jobs.removeAll(keepingCapacity: true)
    }

    // MARK: Single packets

    /// Seals one packet for a peer, whose header is in the first octets of `room` and written already. Returns the octets
    /// of all; `nil` when there is no room, or no key yet.
    func seal(
        _ payload: RawSpan, behind headerCount: Int, in room: inout MutableRawSpan, for viewer: Int32,
        _ ssrc: SSRC, _ place: ExtendedSequenceNumber
    ) -> Int? {
        guard let lock = viewers[viewer].lock else { return nil }
        return keys.seal(
            payload, behind: headerCount, in: &room, with: lock.key, ssrc: ssrc.value,
            index: UInt64(truncatingIfNeeded: place.value))
    }
}
