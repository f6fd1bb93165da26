/// What a client's connection found in the bytes it was given.
public enum ClientEvent: Sendable {
    /// The head of the answer to a request: its body says whether `.body` and `.bodyEnd` follow, and how many bytes
    /// if that is known. Interim answers are left out (RFC 9110 §15.2).
    case response(StreamID, Response)
    /// A piece of an answer's body, not empty.
    case body(StreamID, [UInt8])
    /// An answer's body is complete.
    case bodyEnd(StreamID)
    /// A request was given up by the server, or its answer broke off; others go on. Of HTTP/2 only.
    case aborted(StreamID)
    /// The answer is 101: the connection now speaks what was agreed, beginning with `rest`, which came already.
    case switched(StreamID, Response, rest: [UInt8])
    /// Nothing further comes; requests that were not answered in full never will be. The reason is `.finished` when
    /// there are none, `.aborted` when the server went away in the middle.
    case end(reason: EndReason)
}
