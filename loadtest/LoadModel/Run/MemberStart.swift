internal import SDP
internal import Timing

/// When which peer comes, and where to.
struct MemberStart: Sendable {
    /// Its number in the run.
    let number: Int
    /// What it comes for.
    let purpose: SessionPurpose
    /// Where it asks.
    let url: ServerURL
    /// When.
    let instant: Instant
}
