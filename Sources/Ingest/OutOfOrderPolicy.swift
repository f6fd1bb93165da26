/// What is done with pictures that come out of order (B-frames), which WebRTC has no way to show.
public enum OutOfOrderPolicy: String, Hashable, Sendable, CaseIterable {
    /// Viewers over WebRTC do not get them, all others do. Where other pictures refer to them, those viewers get keyframes only.
    case drop
    /// The publisher is refused.
    case reject
}
