/// What viewers who join are given to begin with.
public struct JoinSettings: Hashable, Sendable {
    /// How old a keyframe may be that viewers begin with. They get what has come since then in fast forward, which
    /// takes about a tenth of it; more than six seconds would not be made up for within one. Zero: they begin with
    /// the next keyframe.
    public var maximumAge = Duration.seconds(6)
    /// How many octets of a layer may be kept for that: six seconds at 10 Mb/s.
    public var byteLimit = 8 << 20
    /// The highest rate of a fast forward, in bits a second. Nothing is known yet of what the viewer's network carries.
    public var rateLimit = 50_000_000

    /// The defaults.
    public init() {}
}
