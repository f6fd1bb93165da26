public import ICE

/// What a peer's owner wants to know.
public enum PeerEvent: Hashable, Sendable {
    /// Datagrams go another way from now on, or go for the first time.
    case pathSelected(Path)
    /// The keys are there: media may flow.
    case connected
    /// The other side cannot decode what we send in this section, and wants a keyframe.
    case keyframeWanted(section: Int)
    /// It is over; nothing more comes.
    case ended(PeerEnd)
}
