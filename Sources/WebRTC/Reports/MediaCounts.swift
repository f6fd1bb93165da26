/// What was counted of a media stream, or of several, in one direction. Each number only rises while its stream lasts.
///
/// The same words fit both directions: one end sends packets, the other asks for those that it lost and for keyframes.
public struct MediaCounts: Hashable, Sendable {
    /// Packets of the stream itself: repeated ones and such as came twice left out.
    public internal(set) var packets: UInt64 = 0
    /// Octets of all its packets, repeated ones too: of payloads when it is sent, of whole packets in plain when it comes.
    public internal(set) var octets: UInt64 = 0
    /// Packets that the network lost, whether or not they were sent again; of what we send, as the receiver reports it.
    public internal(set) var lost: UInt64 = 0
    /// Packets that the receiver asked for again, each time counted (NACK).
    public internal(set) var asked: UInt64 = 0
    /// Packets that were sent again: of what we receive, those that were needed (RTX).
    public internal(set) var repeated: UInt64 = 0
    /// Parities that were sent beside, or came (FlexFEC); of what we receive, those from which a packet was made again count
    /// among `repeated`.
    public internal(set) var parities: UInt64 = 0
    /// Packets that were asked for and never came again: of what we send, those that were gone, just repeated or beyond
    /// the budget; of what we receive, those that were given up.
    public internal(set) var refused: UInt64 = 0
    /// Keyframes that the receiver asked for by PLI, and by FIR.
    public internal(set) var pictureLosses: UInt64 = 0, fullIntraRequests: UInt64 = 0
    /// Keyframes that came, asked for or not; 0 for what we send, where nobody looks.
    public internal(set) var keyframes: UInt64 = 0

    /// Nothing counted.
    public init() {}

    /// Keyframes that were asked for in either way.
    public var keyframeRequests: UInt64 { pictureLosses &+ fullIntraRequests }

    /// Counts what came in one piece by another protocol.
    public mutating func note(_ byteCount: Int, isKeyframe: Bool) {
        packets &+= 1
        octets &+= UInt64(byteCount)
        if isKeyframe { keyframes &+= 1 }
    }

    /// Adds what was counted elsewhere.
    public mutating func add(_ other: MediaCounts) {
        packets &+= other.packets
        octets &+= other.octets
        lost &+= other.lost
        asked &+= other.asked
        repeated &+= other.repeated
        parities &+= other.parities
        refused &+= other.refused
        pictureLosses &+= other.pictureLosses
        fullIntraRequests &+= other.fullIntraRequests
        keyframes &+= other.keyframes
    }
}
