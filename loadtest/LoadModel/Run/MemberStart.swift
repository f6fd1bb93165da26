internal import Timing

/// When which peer comes, and where to.
struct MemberStart: Sendable {
    /// Its number in the run.
    let number: Int
    /// Which of the plan's groups it is of, and its number there.
    let group: Int, index: Int
    /// Where it asks.
    let url: ServerURL
    /// When.
    let instant: Instant
    /// When it leaves; `nil` for as late as all.
    var leaves: Instant?
}
