/// Names one WebSocket to the switchboard, for as long as it is open.
public struct SocketKey: Hashable, Sendable {
    /// Its number, which no two sockets ever share.
    public let number: UInt64

    /// A name.
    public init(number: UInt64) {
        self.number = number
    }
}
