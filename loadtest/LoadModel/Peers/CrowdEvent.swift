internal import CodecBridge

/// What the owner of a crowd has to do, or wants to know.
enum CrowdEvent {
    /// Offer this to the server that the member came for.
    case offer(member: Int, text: String)
    /// Say this to the member's decoder.
    case decode(member: Int, BridgeMessage)
    /// The member's session is over on its side: the server may be told.
    case left(member: Int)
}
