public import RTP
public import Timing

/// The RTP packets of one unit.
public struct PacketizedUnit: Sendable {
    /// Whether it is of pictures.
    public let isVideo: Bool
    /// When it was taken, on our axis.
    public let captured: Instant
    /// The place of its first packet in its stream; the others follow.
    public let first: ExtendedSequenceNumber
    /// The packets, one behind the other.
    public private(set) var bytes: [UInt8] = []
    /// Where each of them ends.
    public private(set) var ends: [Int] = []
    /// Which of them decoding can begin with.
    public private(set) var beginnings: [Bool] = []

    init(isVideo: Bool, captured: Instant, first: ExtendedSequenceNumber) {
        self.isVideo = isVideo
        self.captured = captured
        self.first = first
    }

    /// Ends a packet, whose octets `write` adds.
    mutating func append(canBegin: Bool, _ write: (inout [UInt8]) -> Void) {
        write(&bytes)
        ends.append(bytes.count)
        beginnings.append(canBegin)
    }
}
