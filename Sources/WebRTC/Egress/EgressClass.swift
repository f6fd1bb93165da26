internal import RTP

/// What viewers have in common whose packets differ only in numbers and keys.
struct EgressClass: Equatable, Sendable {
    /// How their headers look.
    let layout: HeaderLayout
    /// What their packets go under.
    let payloadType: PayloadType
}
