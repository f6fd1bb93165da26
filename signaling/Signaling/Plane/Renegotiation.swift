public import Platform

/// A step by which what was agreed on with a viewer of several streams becomes another (RFC 8829 §5). Either side offers.
///
///     stable ──the client's offer──► answered: stable
///       │ ▲
///       │ └──────────the client's answer──────────┐
///       └──`end`──► our offer waits for its answer┘    (an offer of the client's is refused with `.glare`)
///
/// When both offer at once, ours stands: the client takes its own back, answers ours, and offers again ("perfect
/// negotiation", where the server is the one that is not polite).
public enum Renegotiation: Hashable, Sendable {
    /// The client offers; which stream each section shall get, by the section's name. In others nothing flows any more.
    case offer(String, feeds: [String: StreamName])
    /// Media ends in these sections, at once. An offer of ours says so, now or when the one before was answered.
    case end(mids: [String])
    /// Media ends in these sections, at once, and no offer says so: the client could not answer it.
    case silence(mids: [String])
    /// The client answers our offer.
    case answer(String)
}
