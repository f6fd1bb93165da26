internal import Media

/// A layer that its publisher does not send, since nobody wants it: what it was like when it was sent last.
public struct IdleLayer: Hashable, Sendable {
    /// Which of the publisher's layers.
    let layer: Int
    /// What the publisher calls it; `nil` where that has no names.
    let name: String?
    /// How large its pictures were, where that is known.
    let size: PictureSize?
    /// What it cost.
    let bitsPerSecond: Int
}
