internal import Bytes
internal import CIPSecMB

/// Seals many AES_CM_128_HMAC_SHA1_80 packets at once, each with its own key: SHA-1 goes step by step within a packet,
/// so the processor is only busy when it takes the same step of many.
///
/// One for each loop that sends: it is 200 KB and used by one thread at a time.
@safe public struct SealingLanes: ~Copyable {
    /// libipsec-mb's manager. Owned.
    private let lanes: UnsafeMutableRawPointer
    /// Room for as many jobs as the library takes at once, as it takes them. Owned.
    private let batch: UnsafeMutablePointer<starling_counter_job>

    /// How many jobs the library takes at once.
    private static let width = starling_lanes_batch

    /// Lanes of libipsec-mb; `nil` on another engine, which has none.
    public init?(on engine: SRTPEngine) {
        guard unsafe engine.code != nil, let lanes = unsafe starling_lanes_create() else { return nil }
        unsafe self.lanes = lanes
        unsafe batch = .allocate(capacity: Self.width)
    }

    deinit {
        unsafe starling_lanes_destroy(lanes)
        unsafe batch.deallocate()
    }

    /// Seals all packets where they are in `arena`, and says whether that was all of them: not when one is not inside,
    /// or has no header. Packets may not overlap.
    public mutating func seal(_ jobs: [SealingJob], in arena: inout MutableRawSpan) -> Bool {
        unsafe arena.withUnsafeMutableBytes { arena in
            var sealed = 0
            var count = 0
            for place in 0..<jobs.count {
                guard let made = unsafe Self.job(jobs[place], in: arena) else { continue }
                // Sound: `count` is below the width. The arena is ours until we return, and so are the keys, which
                // `jobs` holds; the library keeps nothing.
                unsafe (batch + count).initialize(to: made)
                count += 1
                guard count == Self.width else { continue }
                unsafe sealed += starling_lanes_seal(lanes, batch, count)
                count = 0
            }
            unsafe sealed += starling_lanes_seal(lanes, batch, count)
            return sealed == jobs.count
        }
    }

    /// The job as the library takes it; `nil` when there is no packet inside the arena.
    private static func job(
        _ job: SealingJob, in arena: UnsafeMutableRawBufferPointer
    ) -> starling_counter_job? {
        guard let range = job.range(in: arena.count) else { return nil }
        let packet = unsafe UnsafeRawBufferPointer(arena).part(range)
        // Sound: the view does not leave this call.
        guard let head = unsafe RTPHead(fixedPartOf: RawSpan(_unsafeBytes: packet)) else { return nil }
        let index = PacketIndex(rollover: job.rollover, sequenceNumber: head.sequenceNumber)
        var made = unsafe starling_counter_job()
        unsafe made.key = UnsafeRawPointer(job.key.memory.memory.baseAddress)
        unsafe made.packet = UnsafeMutableRawPointer(mutating: packet.baseAddress)?
            .assumingMemoryBound(to: UInt8.self)
        unsafe made.header_size = UInt32(truncatingIfNeeded: job.headerCount)
        unsafe made.size = UInt32(truncatingIfNeeded: job.headerCount + job.payloadCount)
        unsafe made.rollover = job.rollover.bigEndian
        unsafe made.block = job.key.salt.mixed(withSource: head.ssrc, index: index.value).octets
        return unsafe made
    }
}
