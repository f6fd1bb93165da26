/// What a service says to a request: at once, or what it needs first.
///
/// A route is a plain function on the connection's own loop and must not block; most answer at once, which costs
/// no task and no hop. Whatever takes time keeps the `Responder` and says `.later`.
public enum Answer: Sendable {
    /// Here it is.
    case now(Response)
    /// The `Responder` will be used, from any loop or task, when the answer is there. A request body is discarded.
    case later
    /// The whole request body is needed first, at most `limit` bytes of it; more is answered with 413.
    case afterBody(limit: Int, @Sendable ([UInt8], Responder) -> Answer)
    /// The request body is taken in pieces, as it comes.
    case streamingBody(any BodyReceiver)
    /// The request becomes a WebSocket, if it is a sound handshake; otherwise it gets 426 or 400.
    case webSocket(any WebSocketService)
    /// The answer inside, and whatever response the request gets in the end carries these fields too.
    indirect case adding(HeaderFields, Answer)
}

/// Answers requests. Shared by all HTTP loops.
public protocol Service: Sendable {
    /// Says what to do with a request; called on the loop of its connection.
    func answer(_ request: Request, with responder: Responder) -> Answer
}

/// Takes a request body in pieces, on the connection's loop.
public protocol BodyReceiver: Sendable {
    /// A piece arrived. `responder.consumed` gives its bytes back to flow control, now or later.
    func received(_ piece: [UInt8], from responder: Responder)
    /// The body is complete.
    func finished(from responder: Responder)
    /// The client went away before the body was complete.
    func abandoned(from responder: Responder)
}
