/// Where all renditions of a stream end one segment and begin the next, so that their numbers mean the same time.
struct Boundary: Hashable {
    /// When, in nanoseconds on the timeline.
    let time: Int64
    /// Whether what follows has nothing to do with what was before.
    let isDiscontinuous: Bool
}
