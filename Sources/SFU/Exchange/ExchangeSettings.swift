/// What an operator may want otherwise.
public struct ExchangeSettings: Hashable, Sendable {
    /// How long viewers of a stream are kept after its publisher went, so that one that returns finds them.
    public var linger: Duration
    /// How long a publisher that was sending media may be silent (no valid packet of any kind) before another may take its
    /// place: one that crashed shall be let in again soon. Media comes every 20 to 40 ms.
    public var silence = Duration.seconds(1)
    /// The same of one that sent no media before: paused, Chromium sends a report each second and a check every 2.5 s.
    public var pausedSilence = Duration.seconds(3)
    /// What viewers who join begin with.
    public var joining = JoinSettings()
    /// The least time between two keyframes of which the latter was asked for, whoever wants them; one in between is kept for
    /// who stands still until then.
    public var keyframeInterval = Duration.seconds(4)
    /// How many sessions there may be. One takes some 64 KiB.
    public var sessionLimit = 20_000
    /// How media leaves.
    public var egress = EgressSettings()

    /// The defaults, but for what is given.
    public init(linger: Duration = .seconds(30)) {
        self.linger = linger
    }
}
