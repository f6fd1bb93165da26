internal import Bytes
internal import RTP
internal import SRTP

/// What seals a loop's packets, into its arena.
///
/// Invariant: every packet in the arena is sealed, or is behind `firstUnsealed` and has a job, which `finish` does.
struct EgressSealing: ~Copyable {
    /// The keys.
    private var keys = SealingKeys()
    /// Seals many packets at once; `nil` until somebody comes who is better off with it.
    private var lanes: SealingLanes?
    /// Packets in the arena that lanes have yet to seal.
    private var jobs: [SealingJob] = []
    /// The first message that one of them may be in.
    private var firstUnsealed = 0
    /// Where a payload is copied to whose frame counters have to be moved.
    private var scratch: [UInt8] = []

    /// As many jobs as lanes take at once.
    private static let jobLimit = 64

    /// Takes keys; returns what packets are sealed with from now on.
    mutating func add(
        _ material: borrowing SRTPKeys, as role: SRTPRole, on engine: SRTPEngine
    ) -> EgressViewer.Lock {
        let key = keys.add(material, of: role, on: engine)
        let lock = EgressViewer.Lock(
            key: key, overhead: keys.overhead(of: key), prefersLanes: keys.prefersLanes(key))
        if lock.prefersLanes, lanes == nil { lanes = SealingLanes(on: engine) }
        return lock
    }

    /// Wipes a key.
    mutating func remove(_ lock: EgressViewer.Lock) { keys.remove(lock.key) }

    /// Writes a header into the arena and seals a payload behind it, now or, where that is better, with others. Returns the
    /// octets of both and the tag; `nil` when there is no room.
    @inline(__always)
    mutating func seal(
        _ payload: RawSpan, behind header: HeaderTemplates.Copy, of templates: borrowing HeaderTemplates,
        _ lock: EgressViewer.Lock, in arena: inout SendArena
    ) -> Int? {
        guard !lock.prefersLanes else {
            return leave(payload, behind: header, of: templates, lock, in: &arena)
        }
        guard var room = arena.room(header.count + payload.byteCount + lock.overhead),
            templates.write(header, to: &room)
        else { return nil }
        return seal(payload, behind: header.count, in: &room, lock, header.ssrc, header.place)
    }

    /// The same for a payload whose frame counters are moved, in a copy.
    @inline(never)
    mutating func seal(
        _ payload: RawSpan, moved shift: FrameShift, behind header: HeaderTemplates.Copy,
        of templates: borrowing HeaderTemplates, _ lock: EgressViewer.Lock, in arena: inout SendArena
    ) -> Int? {
        // Taken out and put back, so that its memory is used again.
        var copy: [UInt8] = []
        swap(&copy, &scratch)
        defer { swap(&copy, &scratch) }
        copy.removeAll(keepingCapacity: true)
        copy.append(payload)
        var room = copy.mutableBytes
        shift.apply(to: &room, at: 0)
        return seal(copy.bytes, behind: header, of: templates, lock, in: &arena)
    }

    /// Seals a payload behind a header that is written already, in the first octets of `room`. Returns the octets of all;
    /// `nil` when there is no room.
    @inline(__always)
    func seal(
        _ payload: RawSpan, behind headerCount: Int, in room: inout MutableRawSpan, _ lock: EgressViewer.Lock,
        _ ssrc: SSRC, _ place: ExtendedSequenceNumber
    ) -> Int? {
        keys.seal(
            payload, behind: headerCount, in: &room, with: lock.key, ssrc: ssrc.value,
            index: UInt64(truncatingIfNeeded: place.value))
    }

    /// Writes a header into the arena and copies a payload behind it, to be sealed with others. Returns likewise.
    private mutating func leave(
        _ payload: RawSpan, behind header: HeaderTemplates.Copy, of templates: borrowing HeaderTemplates,
        _ lock: EgressViewer.Lock, in arena: inout SendArena
    ) -> Int? {
        if jobs.count >= Self.jobLimit { finish(&arena) }
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

    /// Seals what is still to be sealed. What cannot be does not leave.
    mutating func finish(_ arena: inout SendArena) {
        guard !jobs.isEmpty else { return }
        var memory = arena.mutableBytes()
        let isSealed = lanes?.seal(jobs, in: &memory) ?? false
        if !isSealed { arena.removeMessages(from: firstUnsealed) }
        jobs.removeAll(keepingCapacity: true)
    }
}
