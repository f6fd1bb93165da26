internal import Bytes
internal import ICE
internal import RTP
internal import SRTP
internal import Timing

/// Everybody on one loop who gets media, as the fan-out needs them: rows of plain memory, and keys by number.
///
///     peer ──viewer row: path, key, transport-wide number, what left of late
///       └──── track row: class, numbers, times, reports          (one a section that we send)
///
/// What is the same for all viewers of a class, which is everything but some numbers and the key, is worked out once a
/// packet. What is left for each viewer is a copy of a header with its numbers, and the sealing from the shared plaintext
/// into the arena. Nothing is allocated, locked, hashed or called through a reference there (PERFORMANCE.md, rules 3 to 9).
///
/// Invariant: a track's viewer is a row that is used, and its class, unless -1, one that it joined.
struct EgressTable: ~Copyable {
    /// The peers.
    var viewers = EgressRows<EgressViewer>()
    /// What was sent to each of them but for their tails, by their places.
    private var logs: [SentLog] = []
    /// Where the packets of the logs are: of eight each.
    private var memories: [SentPackets] = []
    /// Their streams.
    var tracks = EgressRows<EgressTrack>()
    /// The parities of those of them that need some.
    private(set) var parities = EgressRows<ParityStream>()
    /// Where a packet is put together for its parity, and a parity.
    private var plain: [UInt8] = []
    /// What seals their packets.
    private var sealing = EgressSealing()
    /// What the headers of tracks have in common.
    private var classes = EgressClasses()
    /// The headers of the fan-out that is going on.
    private var templates = HeaderTemplates()

    // MARK: Who comes and goes

    /// A peer comes. What it is sent is noted if it `isLogged`, since it will tell what became of it.
    mutating func add(_ viewer: EgressViewer, isLogged: Bool = false) -> Int32 {
        let place = viewers.add(viewer)
        let (memory, index) = Int(place).quotientAndRemainder(dividingBy: SentPackets.logCount)
        if memory == memories.count { memories.append(SentPackets()) }
        let log = SentLog(in: isLogged ? memories[memory] : nil, at: index)
        if Int(place) < logs.count { logs[Int(place)] = log } else { logs.append(log) }
        return place
    }

    /// Takes the keys that were agreed on: a viewer's packets can be sealed from now on.
    mutating func secure(
        _ viewer: Int32, _ material: borrowing SRTPKeys, as role: SRTPRole, on engine: SRTPEngine
    ) {
        if let old = viewers[viewer].lock { sealing.remove(old) }
        viewers[viewer].lock = sealing.add(material, as: role, on: engine)
    }

    /// A peer is no more.
    mutating func remove(_ viewer: Int32) {
        if let lock = viewers[viewer].lock { sealing.remove(lock) }
        viewers.remove(viewer)
        logs[Int(viewer)] = SentLog(in: nil, at: 0)
    }

    /// A stream is no more.
    mutating func removeTrack(_ track: Int32) {
        leaveClass(track)
        if case let parity = tracks[track].parity, parity >= 0 { parities.remove(parity) }
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

    // MARK: What was sent

    /// What was sent to a peer until now.
    subscript(sentTo viewer: Int32, at now: Instant) -> SentLog {
        mutating _read {
            settle(Int(viewer), at: now)
            yield logs[Int(viewer)]
        }
        _modify {
            settle(Int(viewer), at: now)
            yield &logs[Int(viewer)]
        }
    }

    /// Takes what was sent to a peer of late to its log.
    private mutating func settle(_ viewer: Int, at now: Instant) {
        logs[viewer].add(
            viewers.rows[viewer].tail.packets, from: viewers.rows[viewer].tail.firstNumber, near: now)
        viewers.rows[viewer].tail.removeAll()
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
        sealing.finish(&arena)
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
    mutating func finish(_ arena: inout SendArena) { sealing.finish(&arena) }

    /// Sends packets to one track.
    @inline(__always)
    private mutating func send(
        _ packets: Span<OutgoingPacket>, in bytes: RawSpan, to track: Int, through arena: inout SendArena,
        at now: Instant
    ) {
        let viewer = Int(tracks.rows[track].viewer)
        let egressClass = Int(tracks.rows[track].egressClass)
        guard egressClass >= 0, let path = viewers.rows[viewer].path, let lock = viewers.rows[viewer].lock
        else { return }
        let first =
            templates.first(of: egressClass)
            ?? templates.prepare(egressClass, classes[egressClass], packets, in: bytes, at: now)
        let ssrc = tracks.rows[track].stream.ssrc
        let time = SentTime(now)
        for index in packets.indices {
            let template = templates[first + index]
            guard template.count > 0 else {
                tracks.rows[track].stream.skip(
                    packets[index].position.place, closesUp: packets[index].layers.closesUp)
                continue
            }
            guard
                let stamp = tracks.rows[track].stream.send(
                    packets[index].position, without: template.skippedOctets, at: now)
            else { continue }
            // A number that no packet bears would be told of as lost.
            let number = template.numberOffset == 0 ? nil : viewers.rows[viewer].takeTransportNumber()
            let header = HeaderTemplates.Copy(
                of: template, stamp, ssrc: ssrc, transportNumber: number ?? SequenceNumber(0))
            let payload = bytes.extracting(packets[index].payload(skipping: template.skippedOctets))
            // Whoever gets a descriptor goes by it, and not by the payload.
            let isMoved = stamp.shift.place != .none && template.frameOffset == 0
            let sealed =
                isMoved
                ? sealing.seal(payload, moved: stamp.shift, behind: header, of: templates, lock, in: &arena)
                : sealing.seal(payload, behind: header, of: templates, lock, in: &arena)
            guard let count = sealed else { continue }
            arena.commit(count, to: path)
            tracks.rows[track].note(count, isMarked: template.isMarked, at: now)
            if viewers.rows[viewer].note(number, byteCount: count, at: time) {
                settle(viewer, at: now)
            }
            // Behind the note: a parity has the next number.
            if tracks.rows[track].isProtected {
                protect(
                    track, payload, moved: isMoved ? stamp.shift : nil, behind: header, to: path, lock,
                    in: &arena, at: now)
            }
        }
    }

    // MARK: Parities

    /// Lets so many packets of a track share a parity from now on; with 0 none is made.
    mutating func protect(_ track: Int32, inGroupsOf size: Int, as label: ParityStream.Label) {
        if tracks[track].parity < 0 {
            guard size > 0 else { return }
            tracks[track].parity = parities.add(ParityStream(label))
        }
        parities[tracks[track].parity].label = label
        parities[tracks[track].parity].setGroupSize(size)
        tracks[track].isProtected = size > 0
    }

    /// How many parities of a track left, and how many octets of payload they had.
    func parityCounts(of track: Int32) -> (packets: UInt64, octets: UInt64) {
        guard tracks[track].parity >= 0 else { return (0, 0) }
        return (parities[tracks[track].parity].count, parities[tracks[track].parity].octetCount)
    }

    /// Takes a packet that left into the parity of its group, which leaves when that is done.
    @inline(never)
    private mutating func protect(
        _ track: Int, _ payload: RawSpan, moved shift: FrameShift?, behind header: HeaderTemplates.Copy,
        to path: Path, _ lock: EgressViewer.Lock, in arena: inout SendArena, at now: Instant
    ) {
        let row = Int(tracks.rows[track].parity)
        // What comes late is not protected; what is too far behind the others begins another group.
        switch parities.rows[row].position(of: header.place) {
        case .inside: break
        case .before: return
        case .behind:
            sendParity(of: track, at: header.timestamp, to: path, lock, in: &arena, at: now)
        }
        guard isParityDue(row, behind: payload, moved: shift, header, at: now) else { return }
        sendParity(of: track, at: header.timestamp, to: path, lock, in: &arena, at: now)
    }

    /// Adds a packet to a parity; whether that is one to be sent now.
    private mutating func isParityDue(
        _ row: Int, behind payload: RawSpan, moved shift: FrameShift?, _ header: HeaderTemplates.Copy,
        at now: Instant
    ) -> Bool {
        // Taken out and put back, so that its memory is used again.
        var packet: [UInt8] = []
        swap(&packet, &plain)
        defer { swap(&packet, &plain) }
        let count = header.count + payload.byteCount
        packet.makeRoom(count)
        var room = packet.mutableBytes(in: 0..<count)
        guard templates.writeProtected(header, to: &room), room.store(payload, at: header.count) else {
            return false
        }
        shift?.apply(to: &room, at: header.count)
        return parities.rows[row].add(
            packet.bytes.extracting(0..<count), of: header.ssrc, at: header.place,
            endsPicture: header.template.isMarked, at: now)
    }

    /// Sends the parity of the present group of a track.
    private mutating func sendParity(
        of track: Int, at timestamp: RTPTimestamp, to path: Path, _ lock: EgressViewer.Lock,
        in arena: inout SendArena, at now: Instant
    ) {
        let (row, viewer) = (Int(tracks.rows[track].parity), Int(tracks.rows[track].viewer))
        defer { parities.rows[row].endGroup() }
        // Of a single packet it would be that packet once more.
        guard let group = parities.rows[row].group, group.count > 1 else { return }
        var parity: [UInt8] = []
        swap(&parity, &plain)
        defer { swap(&parity, &plain) }
        let size = group.byteCount
        parity.makeRoom(size)
        var room = parity.mutableBytes(in: 0..<size)
        var payload = ByteWriter(&room)
        group.write(to: &payload)
        let layout = classes[Int(tracks.rows[track].egressClass)].layout
        // No number is spent before there is room: of one that no packet bears we would be told that it was lost.
        guard var slot = arena.room(HeaderLayout.maximumByteCount + size + lock.overhead) else { return }
        let (label, place) = (parities.rows[row].label, parities.rows[row].takeNumber())
        let header = RTPHeader(
            payloadType: label.payloadType, sequenceNumber: place.number, timestamp: timestamp,
            ssrc: label.ssrc)
        let number = layout.transportNumber == 0 ? nil : viewers.rows[viewer].takeTransportNumber()
        var writer = ByteWriter(&slot)
        layout.write(
            header, passing: ForwardedExtensions(), of: parity.bytes, sentAt: AbsoluteSendTime(at: now),
            transportNumber: number ?? SequenceNumber(0), to: &writer)
        let headerCount = writer.count
        guard
            let count = sealing.seal(
                parity.bytes.extracting(0..<size), behind: headerCount, in: &slot, lock, label.ssrc, place)
        else { return }
        arena.commit(count, to: path)
        // It is longer than the packets it is of: where it is too long for the path, they are not to go down with it.
        arena.endRun()
        parities.rows[row].noteSent(size)
        tracks.rows[track].noteParity(count)
        if viewers.rows[viewer].note(number, byteCount: count, at: SentTime(now)) { settle(viewer, at: now) }
    }

    // MARK: Single packets

    /// Seals one packet for a peer, whose header is in the first octets of `room` and written already. Returns the octets
    /// of all; `nil` when there is no room, or no key yet.
    func seal(
        _ payload: RawSpan, behind headerCount: Int, in room: inout MutableRawSpan, for viewer: Int32,
        _ ssrc: SSRC, _ place: ExtendedSequenceNumber
    ) -> Int? {
        guard let lock = viewers[viewer].lock else { return nil }
        return sealing.seal(payload, behind: headerCount, in: &room, lock, ssrc, place)
    }
}

extension [UInt8] {
    /// Makes it as long as that, if it is shorter.
    fileprivate mutating func makeRoom(_ size: Int) {
        if count < size { append(contentsOf: repeatElement(0, count: size - count)) }
    }
}
