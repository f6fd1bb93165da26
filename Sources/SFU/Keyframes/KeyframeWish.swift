/// That somebody on a shard wants a keyframe.
struct KeyframeWish: Hashable {
    /// Of which layer; `nil` for whichever there is.
    let layer: Int?
    /// Whether it stands still until then, since its path carries no more what it got.
    var isUrgent = false
}
