public import Bytes
public import Platform

/// What a client asks for who sends an offer.
public struct SessionRequest: Hashable, Sendable {
    /// What the session shall be for. Publishers come with the right to publish.
    public var role: SessionRole
    /// Which stream; of a viewer that gets several, the one that it is listed under.
    public var stream: StreamName
    /// Which stream a viewer gets in each section of its offer, by the section's name (`mid`), when these may be several:
    /// such a session lasts when one of them ends, and `MediaPlane.renegotiate` goes on with it. `nil` for `stream` in all.
    public var feeds: [String: StreamName]?
    /// The offer: SDP, not looked at yet.
    public var offer: String
    /// Whether a publisher that is there already shall be replaced, its viewers kept, instead of `.streamHasPublisher`.
    public var takesOver: Bool
    /// Whether a viewer without a publisher gets a session and waits in it, instead of `.noPublisher`.
    public var waitsForPublisher: Bool
    /// Where the request came from; media may come from elsewhere. `nil` when it is not known.
    public var client: IPAddress?
    /// What the client calls itself, for whoever looks into its session; cut to a bearable length.
    public var userAgent: String?

    /// A request.
    public init(
        role: SessionRole, stream: StreamName, feeds: [String: StreamName]? = nil, offer: String,
        takesOver: Bool = false,
        waitsForPublisher: Bool = true, client: IPAddress? = nil, userAgent: String? = nil
    ) {
        self.role = role
        self.stream = stream
        self.feeds = feeds
        self.offer = offer
        self.takesOver = takesOver
        self.waitsForPublisher = waitsForPublisher
        self.client = client
        self.userAgent = userAgent
    }
}
