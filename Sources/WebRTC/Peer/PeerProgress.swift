internal import ICE
public import Timing

/// How far a peer got, for reports and for whoever wants to know why it got no further.
public struct PeerProgress: Sendable {
    /// When it began.
    public let began: Instant
    /// When the first check was right.
    public internal(set) var proven: Instant?
    /// When there were keys.
    public internal(set) var connected: Instant?
    /// When the first media packet was opened.
    public internal(set) var firstMedia: Instant?
    /// When a packet of any kind was right last.
    public internal(set) var lastHeard: Instant
    /// Why it ended, once it has.
    public internal(set) var end: PeerEnd?
    /// How often it moved to another path.
    public internal(set) var pathChanges = 0

    init(began: Instant) {
        self.began = began
        lastHeard = began
    }
}
