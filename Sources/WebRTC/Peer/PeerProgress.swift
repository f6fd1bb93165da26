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
    /// When the first packet was opened that only who has the keys can make, media or a report.
    public internal(set) var firstHeard: Instant?
    /// When the first media packet came, or left.
    public internal(set) var firstPacket: Instant?
    /// When the first keyframe began to come, or had left with its last packet.
    public internal(set) var firstKeyframe: Instant?
    /// When a packet of any kind was right last.
    public internal(set) var lastHeard: Instant
    /// When a media packet was right last; `nil` before the first.
    public internal(set) var lastMedia: Instant?
    /// Why it ended, once it has.
    public internal(set) var end: PeerEnd?
    /// How often it moved to another path.
    public internal(set) var pathChanges = 0

    init(began: Instant) {
        self.began = began
        lastHeard = began
    }

    /// Of one who came by another protocol, and is connected.
    public init(connectedAt now: Instant) {
        self.init(began: now)
        connected = now
    }

    /// Media came by another protocol.
    public mutating func noteMedia(isKeyframe: Bool, at now: Instant) {
        firstHeard = firstHeard ?? now
        firstPacket = firstPacket ?? now
        if isKeyframe { firstKeyframe = firstKeyframe ?? now }
        (lastHeard, lastMedia) = (now, now)
    }
}
