public import RTP
public import Timing

/// A packet on its way to viewers, as far as it is the same for all of them. Plain memory: it points nowhere, and says
/// where things are in the bytes that come with it.
public struct OutgoingPacket: Sendable {
    /// Its place in its source, its time and its index.
    private(set) var position: SourcePacket
    /// The marker bit.
    let isMarked: Bool
    /// Whether the payload ends in padding (RFC 3550 §5.1).
    let isPadded: Bool
    /// The extensions that are passed on, as places in `whole`.
    private(set) var extensions: ForwardedExtensions
    /// Which layers of a scalable stream it is of.
    public let layers: FrameLayers
    /// Where the publisher's packet is among the bytes.
    let whole: Range<Int>
    /// Where its payload is among the bytes, padding included.
    let payload: Range<Int>

    /// How many octets its payload has, padding included.
    public var payloadByteCount: Int { payload.count }

    /// Where its payload is without so many octets in front.
    @inline(__always)
    func payload(skipping count: Int) -> Range<Int> { payload.lowerBound + count..<payload.upperBound }

    /// Its timestamp, as the publisher wrote it.
    public var timestamp: RTPTimestamp { position.timestamp }

    /// A packet of a batch, kept under `index`.
    public init(_ packet: MediaBatch.Packet, index: UInt32) {
        self.init(
            packet.header, at: packet.place, index: index, captured: packet.captured,
            extensions: packet.extensions, layers: packet.layers, whole: packet.range, payload: packet.payload
        )
    }

    /// A packet that is all of `bytes` from `start` on: one that was kept before, or one of our own making, whole and plain.
    /// `nil` when it makes no sense.
    public init?(
        whole bytes: RawSpan, from start: Int = 0, of source: MediaSource, at place: ExtendedSequenceNumber,
        index: UInt32 = 0, layers: FrameLayers = FrameLayers(), captured: Instant? = nil
    ) {
        let packet = bytes.extracting(start..<bytes.byteCount)
        guard let header = RTPHeader(packet), let payload = header.payloadRange(in: packet) else {
            return nil
        }
        self.init(
            header, at: place, index: index, captured: captured,
            extensions: ForwardedExtensions(of: header, in: packet, map: source.extensions),
            layers: layers, whole: start..<bytes.byteCount, payload: payload)
    }

    /// A packet whose bytes are at `whole`, and whose payload is at `payload` of those.
    init(
        _ header: RTPHeader, at place: ExtendedSequenceNumber, index: UInt32, captured: Instant?,
        extensions: ForwardedExtensions, layers: FrameLayers = FrameLayers(), whole: Range<Int>,
        payload: Range<Int>
    ) {
        self.init(
            SourcePacket(
                place: place, timestamp: header.timestamp, captured: captured, index: index,
                payloadByteCount: payload.count),
            isMarked: header.isMarked, isPadded: false, extensions, layers, whole,
            whole.lowerBound + payload.lowerBound..<whole.lowerBound + payload.upperBound)
    }

    private init(
        _ position: SourcePacket, isMarked: Bool, isPadded: Bool, _ extensions: ForwardedExtensions,
        _ layers: FrameLayers, _ whole: Range<Int>, _ payload: Range<Int>
    ) {
        self.position = position
        self.isMarked = isMarked
        self.isPadded = isPadded
        self.extensions = extensions
        self.layers = layers
        self.whole = whole
        self.payload = payload
    }

    /// Whether it is the last of its picture for who gets so much of it.
    func isMarked(in fidelity: Fidelity) -> Bool { isMarked || fidelity.isLast(layers) }

    /// The same with one octet of padding behind its payload, which must be there, and be a 1.
    public func padded() -> OutgoingPacket {
        OutgoingPacket(
            position, isMarked: isMarked, isPadded: true, extensions, layers, whole,
            payload.lowerBound..<payload.upperBound + 1)
    }

    /// Lets it count as captured later than it was, by so many ticks of its clock, since it is sent faster than it was
    /// captured. The time of capture that it may carry would contradict that, and is left out.
    mutating func shift(by ticks: UInt32, of clockRate: UInt32) {
        guard ticks > 0 else { return }
        position.shift(by: ticks, of: clockRate)
        extensions.remove(.absoluteCaptureTime)
    }
}
