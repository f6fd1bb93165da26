internal import RTP

/// What of a publisher's video somebody gets: one of its layers, and of that one, where it is scalable, so much.
struct Quality: Hashable {
    /// Which of the layers that are sent apart from each other.
    let layer: Int
    /// How much of it.
    let fidelity: Fidelity
}
