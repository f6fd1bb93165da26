internal import RTP

/// A place on a ladder: one of its rungs, and how much of it.
struct Step: Hashable {
    /// Where the rung is among the ladder's.
    let rung: Int
    /// How much of it.
    let fidelity: Fidelity
}
