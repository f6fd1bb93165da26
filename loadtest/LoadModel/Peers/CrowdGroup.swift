internal import Links
internal import SDP

/// Members that do the same: what they come for, what they send, and what their network is like.
struct CrowdGroup: Sendable {
    /// What reports call it.
    var name: String
    /// What its members come for.
    var purpose: SessionPurpose
    /// What its publishers send.
    var programme: Programme
    /// What happens to what its members send; `nil` for the network as it is.
    var up: LinkConditions?
    /// What happens to what they are sent.
    var down: LinkConditions?

    /// A group on the network as it is.
    init(
        _ name: String, _ purpose: SessionPurpose, programme: Programme, up: LinkConditions? = nil,
        down: LinkConditions? = nil
    ) {
        self.name = name
        self.purpose = purpose
        self.programme = programme
        self.up = up
        self.down = down
    }
}
