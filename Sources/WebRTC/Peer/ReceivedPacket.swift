public import RTP

/// A media packet that arrived and was opened: what is known of it. Its bytes are in the slot it was opened to.
///
/// A retransmission looks as the packet did that it repeats.
public struct ReceivedPacket: Sendable {
    /// Which section of the session it belongs to, by its place in `NegotiatedSession.media`.
    public let section: Int
    /// Which simulcast layer, by its place in the section's `layers`; 0 without simulcast.
    public let layer: Int
    /// Its header.
    public let header: RTPHeader
    /// Its place in its stream.
    public let place: ExtendedSequenceNumber
    /// Where the whole plain packet is in the slot.
    public let range: Range<Int>
    /// Where the payload is in the plain packet.
    public let payload: Range<Int>
    /// The header extensions that are of use to viewers.
    public let extensions: ForwardedExtensions
    /// Whether decoding can begin with it.
    public let canBegin: Bool
    /// Whether its stream's numbers and times began anew since the packet before: nothing of the two compares.
    public let isRestart: Bool
}

extension ReceivedPacket {
    /// A packet that no peer sent: it is of a stream without layers, extensions and padding.
    public init(
        section: Int, header: RTPHeader, place: ExtendedSequenceNumber, byteCount: Int, canBegin: Bool
    ) {
        self.init(
            section: section, layer: 0, header: header, place: place, range: 0..<byteCount,
            payload: min(header.byteCount, byteCount)..<byteCount, extensions: ForwardedExtensions(),
            canBegin: canBegin, isRestart: false)
    }
}
