internal import SDP
internal import Timing
internal import WebRTC

/// One peer of a crowd: a viewer or a publisher, from its offer to its end.
final class Member {
    /// Its number in the run.
    let number: Int
    /// What it came for.
    let purpose: SessionPurpose
    /// Which group it is of.
    let group: Int
    /// Its network, where that is a bad one.
    let weather: Weather?
    /// Where it is.
    var state = MemberState.offering
    /// When it got where.
    var milestones: Milestones
    /// Its offer, until it is answered.
    var invitation: Invitation?
    /// Its connection, once answered, until its end.
    var peer: Peer?
    /// When it wants to be looked at; `nil` when it never does.
    var timer: Instant?
    /// What a viewer notices, once it has its answer; `nil` for publishers.
    var viewing: Viewing?
    /// Whether it still looks at frames.
    var isWatching = true
    /// What a publisher sends; `nil` for viewers.
    var publishing: Publishing?
    /// What opens its packets a second time; `nil` where that is not wanted.
    var witness: Witness?
    /// What puts its pictures together for a decoder; `nil` where that is not wanted.
    var feed: PictureFeed?

    /// A member whose offer is made.
    init(
        _ number: Int, of group: Int, _ purpose: SessionPurpose, _ invitation: Invitation, weather: Weather?,
        at now: Instant
    ) {
        self.number = number
        self.group = group
        self.purpose = purpose
        self.weather = weather
        self.invitation = invitation
        milestones = Milestones(asked: now)
    }
}
