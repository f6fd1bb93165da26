internal import RTP

/// What viewers have in common whose packets differ only in numbers and keys.
struct EgressClass: Equatable, Sendable {
    /// How their headers look.
    let layout: HeaderLayout
    /// What their packets go under.
    let payloadType: PayloadType
    /// How much of a scalable stream they get.
    var fidelity = Fidelity.full
    /// Whether older payloads beside a packet's own are left out (RFC 2198).
    var isUnwrapped = false
}
