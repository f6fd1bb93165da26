internal import Bytes

/// Seals what we send to a peer: the RTP and RTCP of one direction, whatever their sources.
///
/// The payload is encrypted from where it is to where it leaves from, so that one packet goes to thousands without being
/// copied for any; only the header is written for each. Sealing allocates nothing.
///
/// A key and an index seal one packet only: two different packets under the same index, of the same source, give away
/// both, and under GCM the key that makes tags (RFC 7714 §8.1). Who sends a packet again sends the same octets, or
/// gives it another number (RTX).
///
/// Used by one thread at a time: OpenSSL's contexts change while they are used.
public struct SRTPSender: ~Copyable {
    /// What was agreed on.
    public let profile: SRTPProfile
    /// Seals RTP.
    private let rtp: PacketTransform
    /// Seals RTCP.
    private let rtcp: PacketTransform
    /// The index of the next RTCP packet. One count for all sources, as each then has its own indices too, and nothing
    /// must be looked up. RFC 3711 §3.4 begins with 0.
    var nextRTCPIndex: UInt32 = 0
    /// What `SealingLanes` seal RTP with; `nil` when they cannot.
    let batchKey: BatchKey?

    /// Seals as `role`, which is ours.
    public init(_ keys: borrowing SRTPKeys, as role: SRTPRole, on engine: SRTPEngine) {
        profile = keys.profile
        rtp = PacketTransform(keys, of: role, kind: .rtp, on: engine)
        rtcp = PacketTransform(keys, of: role, kind: .rtcp, on: engine)
        batchKey = BatchKey(keys, of: role, on: engine)
    }

    /// Seals an RTP packet: its header, which is in the first `headerCount` octets of `slot` with all that belongs to
    /// it, and `payload`, padding included. `rollover` is how often the sequence number has wrapped.
    ///
    /// Returns how many octets of the slot the packet takes; `nil` when it does not fit, which takes
    /// `headerCount + payload.byteCount + profile.rtpOverhead`, or when the header is none.
    @inline(__always)
    public func seal(
        _ payload: RawSpan, behind headerCount: Int, in slot: inout MutableRawSpan, rollover: UInt32
    ) -> Int? {
        guard headerCount >= RTPHead.fixedCount, headerCount <= slot.byteCount,
            headerCount <= Self.largest, payload.byteCount <= Self.largest,
            let head = RTPHead(fixedPartOf: slot.bytes)
        else { return nil }
        let index = PacketIndex(rollover: rollover, sequenceNumber: head.sequenceNumber).value
        let count = headerCount + payload.byteCount + profile.rtpOverhead
        guard count <= slot.byteCount else { return nil }
        let isSealed = unsafe payload.withUnsafeBytes { payload in
            unsafe slot.withUnsafeMutableBytes { slot in
                guard let slot = slot.baseAddress else { return false }
                // Sound: the slot has room for all, by the guards; the two are different memory, as the slot is
                // ours alone.
                return unsafe rtp.sealRTP(
                    payload, behind: headerCount, at: slot, ssrc: head.ssrc, index: index)
            }
        }
        return isSealed ? count : nil
    }

    /// Seals a compound RTCP packet, or a reduced one, into `slot`.
    ///
    /// Returns how many octets of the slot it takes; `nil` when it does not fit, which takes
    /// `packet.byteCount + profile.rtcpOverhead`, when it is no RTCP, or when 2^31 were sealed, which is as many as a
    /// key is good for (RFC 3711 §9.2).
    public mutating func sealRTCP(_ packet: RawSpan, into slot: inout MutableRawSpan) -> Int? {
        let index = nextRTCPIndex
        guard index < 1 << 31, let count = sealRTCP(packet, into: &slot, index: index) else { return nil }
        nextRTCPIndex = index + 1
        return count
    }

    /// Seals an RTCP packet as the one with `index`, 31 bits.
    func sealRTCP(_ packet: RawSpan, into slot: inout MutableRawSpan, index: UInt32) -> Int? {
        let count = packet.byteCount + profile.rtcpOverhead
        guard let head = RTCPHead(packet), packet.byteCount <= Self.largest, count <= slot.byteCount else {
            return nil
        }
        let trailer = RTCPTrailer(encryptedWithIndex: index)
        let isSealed = unsafe packet.withUnsafeBytes { packet in
            unsafe slot.withUnsafeMutableBytes { slot in
                guard let slot = slot.baseAddress else { return false }
                // Sound: the packet has its 8 octets, and the slot room for all, by the guard.
                return unsafe rtcp.sealRTCP(packet, to: slot, ssrc: head.ssrc, trailer: trailer)
            }
        }
        return isSealed ? count : nil
    }

    /// More fits in no datagram, and less than this fits in OpenSSL's lengths.
    static let largest = 65_535
}
