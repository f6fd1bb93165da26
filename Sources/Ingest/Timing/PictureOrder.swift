/// Tells pictures that are shown before one that came earlier (B-frames).
struct PictureOrder {
    /// When the last of those that came is shown.
    private var latest = Int64.min

    /// Whether a picture, shown at that time, comes out of order.
    mutating func isLate(shownAt time: Int64, isKeyframe: Bool) -> Bool {
        // Nothing behind a keyframe is shown before it, or is no more than what led to it.
        if isKeyframe { latest = time }
        guard time >= latest else { return true }
        latest = time
        return false
    }
}
