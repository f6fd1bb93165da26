internal import WebRTC

/// A viewer on its way from the last keyframe to what is live.
struct Joiner {
    /// The viewer.
    let viewer: Session
    /// Which of its subscriptions it is.
    let subscription: Int
    /// The source that it gets; another one ends it.
    let source: MediaSource
    /// What its packets go under.
    let choice: PayloadChoice
    /// Whether it goes no faster than its path carries. Of who has just come nothing is known.
    let followsPath: Bool
    /// How far it is.
    var forward: FastForward
}
