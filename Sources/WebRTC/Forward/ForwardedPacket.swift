internal import Bytes
internal import RTP
public import Timing

/// A packet on its way to viewers, borrowed: all that is the same for each of them.
public struct ForwardedPacket: ~Escapable {
    /// Its header, as the publisher wrote it.
    let header: RTPHeader
    /// Its place in its source, its time and its index.
    let position: SourcePacket
    /// The extensions that are passed on.
    let extensions: ForwardedExtensions
    /// All of it.
    let bytes: RawSpan
    /// The payload.
    let payload: RawSpan

    /// The packet that was received as `received`, whose bytes are `packet`, kept under `index`, and captured at an
    /// instant where that is known.
    @_lifetime(copy packet)
    public init(_ received: ReceivedPacket, in packet: RawSpan, index: UInt32, captured: Instant?) {
        header = received.header
        extensions = received.extensions
        bytes = packet
        payload = packet.extracting(received.payload)
        position = SourcePacket(
            place: received.place, timestamp: received.header.timestamp, captured: captured, index: index,
            payloadByteCount: received.payload.count)
    }

    /// A packet that was kept before; `nil` when it makes no sense, which it did when it was kept.
    @_lifetime(copy packet)
    init?(kept packet: RawSpan, of source: MediaSource) {
        guard let header = RTPHeader(packet), let payload = header.payloadRange(in: packet) else {
            return nil
        }
        self.header = header
        extensions = ForwardedExtensions(of: header, in: packet, map: source.extensions)
        bytes = packet
        self.payload = packet.extracting(payload)
        position = SourcePacket(
            place: ExtendedSequenceNumber(0), timestamp: header.timestamp, captured: nil, index: 0,
            payloadByteCount: payload.count)
    }
}
