/// What the owner of a crowd has to do, or wants to know.
enum CrowdEvent {
    /// Offer this to the server that the member came for.
    case offer(member: Int, text: String)
    /// The member's session is over on its side: the server may be told.
    case left(member: Int)
}
