internal import Bytes
public import RTP
public import Timing

/// A packet on its way to viewers, borrowed: all that is the same for each of them.
public struct ForwardedPacket: ~Escapable {
    /// Its header, as the publisher wrote it.
    let header: RTPHeader
    /// Its place in its source, its time and its index.
    private(set) var position: SourcePacket
    /// The extensions that are passed on.
    private(set) var extensions: ForwardedExtensions
    /// All of it.
    let bytes: RawSpan
    /// The payload.
    let payload: RawSpan

    /// A packet of a batch whose bytes are `bytes`, kept under `index`.
    @_lifetime(copy bytes)
    public init(_ packet: MediaBatch.Packet, in bytes: RawSpan, index: UInt32) {
        let whole = bytes.extracting(packet.range)
        header = packet.header
        extensions = packet.extensions
        self.bytes = whole
        payload = whole.extracting(packet.payload)
        position = SourcePacket(
            place: packet.place, timestamp: packet.header.timestamp, captured: packet.captured, index: index,
            payloadByteCount: packet.payload.count)
    }

    /// A packet that is all there is of it: one that was kept before, or one of our own making, whole and plain. `nil`
    /// when it makes no sense.
    @_lifetime(copy packet)
    public init?(
        whole packet: RawSpan, of source: MediaSource, at place: ExtendedSequenceNumber, index: UInt32,
        captured: Instant? = nil
    ) {
        guard let header = RTPHeader(packet), let payload = header.payloadRange(in: packet) else {
            return nil
        }
        self.header = header
        extensions = ForwardedExtensions(of: header, in: packet, map: source.extensions)
        bytes = packet
        self.payload = packet.extracting(payload)
        position = SourcePacket(
            place: place, timestamp: header.timestamp, captured: captured, index: index,
            payloadByteCount: payload.count)
    }

    /// Lets it count as captured later than it was, by so many ticks of its clock, since it is sent faster than it was
    /// captured. The time of capture that it may carry would contradict that, and is left out.
    public mutating func shift(by ticks: UInt32, of clockRate: UInt32) {
        guard ticks > 0 else { return }
        position.shift(by: ticks, of: clockRate)
        extensions.remove(.absoluteCaptureTime)
    }
}
