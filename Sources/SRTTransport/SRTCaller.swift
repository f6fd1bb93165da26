public import Bytes

/// Who calls, and what for.
public struct SRTCaller: Hashable, Sendable {
    /// Where it is.
    public let peer: SocketAddress
    /// What it says that it wants, as it came; `SRTStreamID` reads it.
    public let streamID: String

    /// A caller.
    public init(peer: SocketAddress, streamID: String) {
        (self.peer, self.streamID) = (peer, streamID)
    }
}
