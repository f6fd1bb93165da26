internal import Bytes
internal import Media
internal import RTP
internal import Timing

/// Makes RTP packets of one kind of media, H.264 pictures or Opus sound.
///
/// What browsers take of each: packetization mode 1 of RFC 6184, and RFC 7587.
struct UnitPacketizer {
    /// The codec that it cuts.
    let codec: Codec
    /// What tells its packets.
    private let ssrc: SSRC
    /// The place of the next packet.
    private var next: ExtendedSequenceNumber
    /// What its timestamps begin with.
    private let offset: UInt32
    /// Cuts pictures.
    private let cutter = H264Packetizer(maximumByteCount: UnitPacketizer.largestPayload)
    /// Its payloads, kept for the memory.
    private var payloads = PayloadList()

    /// The largest payload: with the headers of SRTP, UDP and IPv6 well below what any network carries whole.
    private static let largestPayload = 1180

    /// A packetizer; `nil` for codecs that viewers over WebRTC are not sent.
    init?(_ codec: Codec, using random: inout some RandomNumberGenerator) {
        guard codec == .h264 || codec == .opus else { return nil }
        self.codec = codec
        ssrc = SSRC(UInt32.random(in: 1 ... .max, using: &random))
        next = ExtendedSequenceNumber(Int64(UInt16.random(in: 0...0x7FFF, using: &random)))
        offset = UInt32.random(in: .min ... .max, using: &random)
    }

    /// The packets of a unit that is shown, or heard, at this tick of its clock; `nil` when its octets cannot be right.
    mutating func packetize(
        _ bytes: [UInt8], shownAt time: Int64, captured: Instant
    ) -> PacketizedUnit? {
        var unit = PacketizedUnit(isVideo: codec.isVideo, captured: captured, first: next)
        let timestamp = RTPTimestamp(offset &+ UInt32(truncatingIfNeeded: time))
        guard codec == .h264 else {
            append(bytes.bytes, timestamp, isLast: false, to: &unit)
            return unit
        }
        // Moved out and back, so that it can be read while packets are numbered.
        var payloads = self.payloads
        self.payloads = PayloadList()
        defer { self.payloads = payloads }
        payloads.removeAll()
        guard cutter.packetize(bytes.bytes, into: &payloads), payloads.count > 0 else { return nil }
        for index in 0..<payloads.count {
            append(payloads[index], timestamp, isLast: index == payloads.count - 1, to: &unit)
        }
        return unit
    }

    private mutating func append(
        _ payload: RawSpan, _ timestamp: RTPTimestamp, isLast: Bool, to unit: inout PacketizedUnit
    ) {
        let header = RTPHeader(
            payloadType: PayloadType(codec == .opus ? PayloadNumbers.opus : PayloadNumbers.h264),
            sequenceNumber: next.number,
            timestamp: timestamp, ssrc: ssrc, isMarked: isLast)
        let canBegin = codec == .opus || H264Depacketizer.startsKeyframe(payload)
        next = next.advanced(by: 1)
        let start = unit.bytes.count
        unit.append(canBegin: canBegin) { bytes in
            bytes.append(contentsOf: repeatElement(0, count: RTPHeader.fixedByteCount))
            var all = bytes.mutableBytes
            var head = all._mutatingExtracting(start..<start + RTPHeader.fixedByteCount)
            var writer = ByteWriter(&head)
            header.write(to: &writer)
            bytes.append(payload)
        }
    }
}
