internal import Links
internal import SDP

/// Members that do the same: what they come for, what they send, and what their network is like.
struct CrowdGroup: Sendable {
    /// What reports call it.
    var name: String
    /// What its members do.
    var role: PeerGroup.Role
    /// What its publishers send.
    var programme: Programme
    /// What happens to what its members send; `nil` for the network as it is.
    var up: LinkConditions?
    /// What happens to what they are sent.
    var down: LinkConditions?

    /// How its members spread over stages, where that is what they come to.
    var stage: StagePlan
    /// A group on the network as it is.
    init(
        _ name: String, _ role: PeerGroup.Role, programme: Programme, up: LinkConditions? = nil,
        down: LinkConditions? = nil, stage: StagePlan = StagePlan()
    ) {
        self.name = name
        self.role = role
        self.programme = programme
        self.up = up
        self.down = down
        self.stage = stage
    }

    /// What its peers are for where each member has but one.
    var purpose: SessionPurpose { role == .publish ? .publish : .play }
}
