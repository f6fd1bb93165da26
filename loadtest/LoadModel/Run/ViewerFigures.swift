internal import Timing
internal import WebRTC

/// How one viewer fared.
struct ViewerFigures: Sendable {
    /// When it got where.
    let milestones: Milestones
    /// Where it was in the end.
    let state: MemberState
    /// How many packets of media it was given.
    let packets: UInt64
    /// Their octets, headers and tags of SRTP included.
    let bytes: UInt64
    /// How many packets the network lost, and how many of them came again.
    let lost: UInt64, recovered: UInt64
    /// How many packets were forged, or not sealed by whom we agreed with.
    let unauthentic: UInt64
    /// What the other library made of its packets; `nil` where it was not asked.
    let witness: (agreed: UInt64, differed: UInt64, foreign: UInt64)?

    /// How a member of a crowd fared.
    init(_ member: Member) {
        milestones = member.milestones
        state = member.state
        packets = member.peer?.traffic.packetsReceived ?? 0
        bytes = member.peer?.traffic.bytesReceived ?? 0
        lost = member.peer?.packetsLost ?? 0
        recovered = member.peer?.packetsRecovered ?? 0
        unauthentic = member.peer?.traffic.unauthentic ?? 0
        witness = member.witness.map { ($0.agreed, $0.differed, $0.foreign) }
    }

    /// How many packets it never got.
    var missing: UInt64 { lost > recovered ? lost - recovered : 0 }
}
