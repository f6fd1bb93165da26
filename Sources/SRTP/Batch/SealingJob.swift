internal import Bytes

/// A packet to be sealed together with others by `SealingLanes`: where in the arena it is, and with what.
///
/// Made only for AES_CM_128_HMAC_SHA1_80 on libipsec-mb. GCM gains nothing from company.
public struct SealingJob {
    /// The key, kept until the job goes away.
    let key: BatchKey
    /// Where the packet begins in the arena.
    let offset: Int
    /// Octets of its header.
    let headerCount: Int
    /// Octets of its payload.
    let payloadCount: Int
    /// How often its sequence number has wrapped.
    let rollover: UInt32

    /// The packet whose header is `headerCount` octets from `offset`, with its plain payload behind it and room for
    /// `profile.rtpOverhead` behind that. `nil` when the sender does better on its own: then call its `seal`.
    public init?(
        _ sender: borrowing SRTPSender, at offset: Int, headerCount: Int, payloadCount: Int, rollover: UInt32
    ) {
        self.init(
            sender.batchKey, at: offset, headerCount: headerCount, payloadCount: payloadCount,
            rollover: rollover)
    }

    /// Likewise with one of many keys.
    public init?(
        _ slot: SealingKeys.Slot, of keys: borrowing SealingKeys, at offset: Int, headerCount: Int,
        payloadCount: Int, rollover: UInt32
    ) {
        self.init(
            keys.batchKey(slot), at: offset, headerCount: headerCount, payloadCount: payloadCount,
            rollover: rollover)
    }

    private init?(
        _ key: BatchKey?, at offset: Int, headerCount: Int, payloadCount: Int, rollover: UInt32
    ) {
        guard
            (1...SRTPSender.largest).contains(payloadCount),
            (RTPHead.fixedCount...SRTPSender.largest).contains(headerCount), let key
        else { return nil }
        self.key = key
        self.offset = offset
        self.headerCount = headerCount
        self.payloadCount = payloadCount
        self.rollover = rollover
    }

    /// Where in an arena of so many octets the packet and its tag are; `nil` when they are not all inside.
    func range(in arenaCount: Int) -> Range<Int>? {
        let count = headerCount + payloadCount + PacketCode.count
        guard offset >= 0, offset <= arenaCount - count else { return nil }
        return offset..<(offset + count)
    }
}
