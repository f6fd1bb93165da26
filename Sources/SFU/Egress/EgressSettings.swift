/// How media leaves, as an operator may want it otherwise.
public struct EgressSettings: Hashable, Sendable {
    /// How long packets may wait for others, so that more of them leave in one run; none waits while the load is small.
    /// Off by default: batches grow by themselves under load, which costs no latency.
    public var coalescing = Duration.zero
    /// How many bits a second of video a viewer is sent when more comes at once; 0 sends all at once. A keyframe of a
    /// hundred packets takes some milliseconds at the default, which no viewer notices, and a router's queue of 64
    /// packets does not overflow.
    public var pace = 200_000_000
    /// Whether packets of a frame that are one octet shorter than the others are padded to their size (RFC 3550 §5.1), so
    /// that a frame is one run. Off by default: it is for the busiest servers.
    public var padsFrames = false

    /// The defaults.
    public init() {}
}
