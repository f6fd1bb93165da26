internal import Bytes
internal import CIPSecMB

/// The keys of all that one loop sends to, each named by a number, so that a table of viewers can be plain memory.
///
/// A row that held a key itself would have to be moved with care and could not be copied; one that pointed to it could
/// outlive it. A number can do neither harm: one that names nothing seals nothing.
///
/// What `SRTPSender` says of indices holds here: a key and an index seal one packet only. Used by one thread at a time.
@safe public struct SealingKeys: ~Copyable {
    /// Names a key until it is removed. Numbers are used again.
    public struct Slot: Hashable, Sendable {
        /// Its place.
        let index: Int32
    }

    /// One key.
    private struct Entry: ~Copyable {
        /// Seals a packet by itself.
        let transform: PacketTransform
        /// What lanes seal with; `nil` when they cannot.
        let batchKey: BatchKey?
        /// Octets that sealing adds.
        let overhead: Int
    }

    /// The entries. Owned; those whose place in `used` is set are initialised, the others are not.
    private var entries: UnsafeMutablePointer<Entry>
    /// Which places hold a key.
    private var used: [Bool]
    /// Places without one.
    private var free: [Int32] = []
    /// Where their schedules lie side by side, once there is one.
    private var pool: KeyPool?

    /// No keys.
    public init() {
        unsafe entries = .allocate(capacity: 0)
        used = []
    }

    deinit {
        for index in used.indices where used[index] { unsafe (entries + index).deinitialize(count: 1) }
        unsafe entries.deallocate()
    }

    /// Derives the keys for the RTP that `role` sends.
    public mutating func add(
        _ keys: borrowing SRTPKeys, of role: SRTPRole, on engine: SRTPEngine
    ) -> Slot {
        if free.isEmpty { grow() }
        if pool == nil, unsafe engine.code != nil { pool = KeyPool(keySize: starling_gcm_key_size()) }
        let index = free.removeLast()
        // Sound: a free place is inside, and not initialised.
        unsafe (entries + Int(index)).initialize(
            to: Entry(
                transform: PacketTransform(keys, of: role, kind: .rtp, on: engine, in: pool),
                batchKey: BatchKey(keys, of: role, on: engine), overhead: keys.profile.rtpOverhead))
        used[Int(index)] = true
        return Slot(index: index)
    }

    /// Wipes a key. Its number names nothing until it is given out again.
    public mutating func remove(_ slot: Slot) {
        guard holds(slot) else { return }
        // Sound: the place is inside and initialised, and is not from here on.
        unsafe (entries + Int(slot.index)).deinitialize(count: 1)
        used[Int(slot.index)] = false
        free.append(slot.index)
    }

    /// Octets that sealing adds to a packet; 0 when there is no such key.
    public func overhead(of slot: Slot) -> Int {
        holds(slot) ? unsafe entries[Int(slot.index)].overhead : 0
    }

    /// Whether packets are better sealed by `SealingLanes`, many at once.
    public func prefersLanes(_ slot: Slot) -> Bool { batchKey(slot) != nil }

    /// Seals an RTP packet, whose header is in the first `headerCount` octets of `room`. `ssrc` and the 48 bits of
    /// `index` must be those of the header.
    ///
    /// Returns how many octets of the room the packet takes; `nil` when it does not fit, or there is no such key.
    @inline(__always)
    public func seal(
        _ payload: RawSpan, behind headerCount: Int, in room: inout MutableRawSpan, with slot: Slot,
        ssrc: UInt32, index: UInt64
    ) -> Int? {
        guard holds(slot), headerCount >= RTPHead.fixedCount, headerCount <= SRTPSender.largest,
            payload.byteCount <= SRTPSender.largest
        else { return nil }
        // Sound: the place is inside and initialised, and stays so while self is borrowed. So does the key schedule that
        // the entry points to: only the entry's end frees it.
        let entry = unsafe entries + Int(slot.index)
        let count = unsafe headerCount + payload.byteCount + entry.pointee.overhead
        guard count <= room.byteCount else { return nil }
        let isSealed = unsafe payload.withUnsafeBytes { payload in
            unsafe room.withUnsafeMutableBytes { room in
                guard let start = room.baseAddress else { return false }
                // Sound: there is room for all, by the guards, and it is ours alone.
                return unsafe entry.pointee.transform.sealRTP(
                    payload, behind: headerCount, at: start, ssrc: ssrc, index: index)
            }
        }
        return isSealed ? count : nil
    }

    /// What lanes seal with.
    func batchKey(_ slot: Slot) -> BatchKey? {
        holds(slot) ? unsafe entries[Int(slot.index)].batchKey : nil
    }

    @inline(__always)
    private func holds(_ slot: Slot) -> Bool {
        let index = Int(slot.index)
        return used.indices.contains(index) && used[index]
    }

    /// Makes room for as many again.
    private mutating func grow() {
        let (old, new) = (used.count, max(used.count * 2, 4))
        let larger = UnsafeMutablePointer<Entry>.allocate(capacity: new)
        for index in 0..<old where used[index] {
            // Sound: both places are inside, one initialised and one not; afterwards it is the other way round.
            unsafe (larger + index).moveInitialize(from: entries + index, count: 1)
        }
        unsafe entries.deallocate()
        unsafe entries = larger
        used += Array(repeating: false, count: new - old)
        free += (Int32(old)..<Int32(new)).reversed()
    }
}
