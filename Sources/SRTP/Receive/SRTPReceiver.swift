internal import Bytes

/// Opens what a peer seals: the RTP and RTCP of one direction, whatever their sources.
///
/// Nothing is remembered of a packet before it was found authentic, so who has no keys can change nothing here.
/// Opening allocates nothing, but for the first packet of a source. Packet and slot are different memory: the
/// plaintext goes straight to where it is wanted.
///
/// Used by one thread at a time: OpenSSL's contexts change while they are used.
public struct SRTPReceiver: ~Copyable {
    /// What was agreed on.
    public let profile: SRTPProfile
    /// Opens RTP.
    private let rtp: PacketTransform
    /// Opens RTCP.
    private let rtcp: PacketTransform
    /// Which RTP packets came.
    private var rtpWindows = SourceWindows()
    /// Which RTCP packets came: their index counts for itself (RFC 3711 §3.2.1).
    private var rtcpWindows = SourceWindows()

    /// Opens what the peer of `role`, which is ours, seals.
    public init(_ keys: borrowing SRTPKeys, as role: SRTPRole, on engine: SRTPEngine) {
        profile = keys.profile
        rtp = PacketTransform(keys, of: role.peer, kind: .rtp, on: engine)
        rtcp = PacketTransform(keys, of: role.peer, kind: .rtcp, on: engine)
    }

    /// Opens an RTP packet into `slot`, which must be at least as large as the packet.
    public mutating func open(_ packet: RawSpan, into slot: inout MutableRawSpan) -> SRTPOpening {
        guard packet.byteCount <= SRTPSender.largest, let head = RTPHead(packet),
            packet.byteCount - head.count >= profile.rtpOverhead
        else { return .dropped(.malformed) }
        guard packet.byteCount <= slot.byteCount else { return .dropped(.noRoom) }
        let place = rtpWindows.find(head.ssrc)
        guard place != nil || !rtpWindows.isFull else { return .dropped(.tooManySources) }
        guard let guess = index(of: head, at: place) else { return .dropped(.tooOld) }
        let opening = open(packet, head, as: guess, at: place, into: &slot)
        guard case .dropped(let reason) = opening,
            let other = secondGuess(after: guess, for: reason, isNew: place == nil)
        else { return opening }
        let second = open(packet, head, as: other, at: place, into: &slot)
        if case .opened = second { return second }
        return opening
    }

    /// Opens an RTCP packet into `slot`, which must be at least as large as the packet.
    ///
    /// One that is authentic but was not encrypted is taken as well: the bit that says so is authentic too.
    public mutating func openRTCP(_ packet: RawSpan, into slot: inout MutableRawSpan) -> SRTPOpening {
        let count = packet.byteCount - profile.rtcpOverhead
        guard packet.byteCount <= SRTPSender.largest, count >= RTCPHead.count, let head = RTCPHead(packet),
            let trailer = trailer(of: packet)
        else { return .dropped(.malformed) }
        guard packet.byteCount <= slot.byteCount else { return .dropped(.noRoom) }
        let index = UInt64(trailer.index)
        let place = rtcpWindows.find(head.ssrc)
        if let refusal = rtcpWindows.refusal(of: index, at: place) { return .dropped(refusal) }
        let isAuthentic = unsafe packet.withUnsafeBytes { packet in
            unsafe slot.withUnsafeMutableBytes { slot in
                guard let slot = slot.baseAddress else { return false }
                // Sound: the packet has header, tag and word, and the slot is as large, by the guards.
                return unsafe rtcp.openRTCP(packet, to: slot, ssrc: head.ssrc, trailer: trailer)
            }
        }
        guard isAuthentic else { return .dropped(.unauthentic) }
        rtcpWindows.mark(index, of: head.ssrc, at: place)
        return .opened(byteCount: count, index: index)
    }

    /// Opens a packet that fits, if its index may come and its tag is right for it.
    private mutating func open(
        _ packet: RawSpan, _ head: RTPHead, as index: PacketIndex, at place: Int?,
        into slot: inout MutableRawSpan
    ) -> SRTPOpening {
        if let refusal = rtpWindows.refusal(of: index.value, at: place) { return .dropped(refusal) }
        let isAuthentic = unsafe packet.withUnsafeBytes { packet in
            unsafe slot.withUnsafeMutableBytes { slot in
                guard let slot = slot.baseAddress else { return false }
                // Sound: the packet has a tag behind its header, and the slot is as large: `open` checked.
                return unsafe rtp.openRTP(
                    packet, headerCount: head.count, to: slot, ssrc: head.ssrc, index: index.value)
            }
        }
        guard isAuthentic else { return .dropped(.unauthentic) }
        rtpWindows.mark(index.value, of: head.ssrc, at: place)
        return .opened(byteCount: packet.byteCount - profile.rtpOverhead, index: index.value)
    }

    /// The place that a packet most likely has in its stream. Streams begin in their first cycle (RFC 3711 §3.3.1).
    private func index(of head: RTPHead, at place: Int?) -> PacketIndex? {
        guard let place else { return PacketIndex(rollover: 0, sequenceNumber: head.sequenceNumber) }
        return PacketIndex(head.sequenceNumber, near: rtpWindows.newest(at: place))
    }

    /// Where a packet may belong that is not where it was thought to.
    ///
    /// RFC 3711 knows one guess, and with it a stream is lost for good in two cases that happen: its number wrapped
    /// before its first packet reached us, or more than half a cycle was lost. Both look like this one, a cycle later.
    /// Who has no keys can make us decrypt twice with it, for a source that we do not know.
    private func secondGuess(
        after guess: PacketIndex, for reason: SRTPDropReason, isNew: Bool
    ) -> PacketIndex? {
        switch reason {
        case .tooOld: guess.inNextCycle
        case .unauthentic where isNew && guess.value < 1 << 15: guess.inNextCycle
        default: nil
        }
    }

    /// The word with the index, which is last or before the tag.
    private func trailer(of packet: RawSpan) -> RTCPTrailer? {
        var reader = ByteReader(packet)
        let behind = RTCPTrailer.count + (profile == .counterModeSHA1 ? profile.tagCount : 0)
        guard reader.skip(packet.byteCount - behind) else { return nil }
        return reader.readUInt32().map(RTCPTrailer.init(word:))
    }
}
