public import RTP
public import Timing

/// A frame as a viewer would notice it: whole or not, decodable or not.
public struct TrackedFrame: Hashable, Sendable {
    /// Its time in the stream.
    public let timestamp: RTPTimestamp
    /// Whether decoding may begin with it.
    public let isKeyframe: Bool
    /// Whether it can be decoded: it is whole, and so is all that it needs.
    public let isDecodable: Bool
    /// How many octets of payload it has.
    public let byteCount: Int
    /// Its temporal layer.
    public let temporalID: Int
    /// When the first of its packets came.
    public let began: Instant
    /// When the last of its packets came.
    public let completed: Instant
}
