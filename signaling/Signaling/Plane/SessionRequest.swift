public import Bytes
public import Platform

/// What a client asks for who sends an offer.
public struct SessionRequest: Hashable, Sendable {
    /// What the session shall be for. Publishers come with the right to publish.
    public var role: SessionRole
    /// Which stream.
    public var stream: StreamName
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
        role: SessionRole, stream: StreamName, offer: String, takesOver: Bool = false,
        waitsForPublisher: Bool = true, client: IPAddress? = nil, userAgent: String? = nil
    ) {
        self.role = role
        self.stream = stream
        self.offer = offer
        self.takesOver = takesOver
        self.waitsForPublisher = waitsForPublisher
        self.client = client
        self.userAgent = userAgent
    }
}
