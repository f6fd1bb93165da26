/// What the owner of an exchange wants to know.
public enum ExchangeEvent {
    /// Media may flow.
    case connected(SessionKey)
    /// It is over. The session is not in the exchange any more; this is the last chance to look at it.
    case ended(Session, SessionEnd)
    /// Another publisher took the place of a feed, which is no more.
    case feedReplaced(FeedKey, stream: String)
}
