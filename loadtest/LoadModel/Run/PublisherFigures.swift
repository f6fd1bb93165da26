internal import WebRTC

/// How one publisher fared.
struct PublisherFigures: Sendable {
    /// When it got where.
    let milestones: Milestones
    /// Where it was in the end.
    let state: MemberState
    /// How many packets it sent, retransmissions left out.
    let packets: UInt64
    /// How many it sent again.
    let resent: UInt64
    /// How many keyframes it was asked for.
    let keyframesWanted: UInt64

    /// How a member of a crowd fared.
    init(_ member: Member) {
        milestones = member.milestones
        state = member.state
        packets = member.peer?.traffic.packetsSent ?? 0
        resent = member.peer?.packetsResent ?? 0
        keyframesWanted = member.publishing?.keyframesWanted ?? 0
    }
}
