/// Bounds on the sizes and times of a WebSocket. How large a message may be is for its service to say.
public struct WebSocketLimits: Sendable {
    /// After so long without a byte from the peer it is sent a Ping. Mobile networks forget silent connections after
    /// half a minute.
    public var pingInterval = Duration.seconds(25)
    /// After so many Pings without a byte in return the peer is gone.
    public var missedPings = 2
    /// How long the peer may take to answer our Close.
    public var closeTime = Duration.seconds(5)
    /// How much may wait to be sent, in bytes; a peer that lets more pile up reads too slowly and is closed.
    public var largestBacklog = 1024 * 1024
    /// Within this time all that waited at its beginning must have left.
    public var sendTime = Duration.seconds(30)

    /// The defaults.
    public init() {}
}
