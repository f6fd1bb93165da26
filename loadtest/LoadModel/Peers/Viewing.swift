internal import RTP
internal import Timing
internal import WebRTC

/// What a viewer makes of the video packets it is sent.
struct Viewing {
    /// The place behind the last packet of an unbroken row that began with a keyframe's first; `nil` outside of one.
    private var next: ExtendedSequenceNumber?
    /// Whether a picture came whole.
    private(set) var hasPicture = false

    /// Takes note of a packet; whether it made the first picture whole.
    mutating func note(_ packet: ReceivedPacket) -> Bool {
        guard !hasPicture, packet.canBegin || next == packet.place else { return false }
        next = packet.place.advanced(by: 1)
        hasPicture = packet.header.isMarked
        return hasPicture
    }
}
