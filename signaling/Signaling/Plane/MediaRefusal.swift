/// Why the plane does not do what it was asked for. The reasons are sentences for whoever wrote the request.
public enum MediaRefusal: Error, Hashable, Sendable {
    /// The description or fragment cannot be read.
    case malformed(reason: String)
    /// A section offers no codec that we forward. `kind` is `audio` or `video`; the lists name codecs.
    case noCommonCodec(kind: String, offered: [String], supported: [String])
    /// It was understood, and no session can come of it.
    case unacceptable(reason: String)
    /// The stream has a publisher, and the request does not take over.
    case streamHasPublisher
    /// The stream has no publisher, and the request does not wait. It is worth another try after `retryAfter`.
    case noPublisher(retryAfter: Duration)
    /// There is no such session there.
    case unknownSession
    /// The fragment is meant for an ICE session that is no more.
    case staleTag
    /// Our own offer waits for its answer.
    case glare
    /// There are as many sessions as there may be.
    case full(limit: Int, retryAfter: Duration)
    /// The server is ending.
    case draining(retryAfter: Duration)
    /// The media node, which is another process, cannot be reached.
    case unreachable(retryAfter: Duration)
}
