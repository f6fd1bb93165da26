public import Bytes

/// The header of an RTP packet: its fields, and where the rest of the packet lies (RFC 3550 §5.1, §5.3.1).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |V=2|P|X|  CC   |M|     PT      |       sequence number         |
///     |                           timestamp                           |
///     |                             SSRC                              |
///     |                   CSRC, CC times                              |
///     |      profile (when X)         |      length in words          |
///     |                   header extensions                           |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///
/// A small value with offsets, not a view: the packet may be decrypted in place between looking at the header and
/// looking at the payload. Padding is part of what SRTP encrypts (RFC 3711 §3.1), so it is judged only by
/// `payloadRange(in:)`, on the plaintext.
public struct RTPHeader: Hashable, Sendable {
    /// The marker bit; what it marks is the payload format's business, for video the end of a frame.
    public var isMarked: Bool
    /// How to read the payload.
    public var payloadType: PayloadType
    /// The packet's number.
    public var sequenceNumber: SequenceNumber
    /// When the payload's first sample was taken.
    public var timestamp: RTPTimestamp
    /// Who sent it.
    public var ssrc: SSRC
    /// Whether the packet ends in padding.
    public let hasPadding: Bool
    /// How many contributing sources a mixer listed, 0 to 15.
    public let contributorCount: Int
    /// The 16 bits in front of the header extensions that tell their form; 0 when there are none.
    public let extensionProfile: UInt16
    /// Where the header extensions are in the packet; empty when there are none.
    public let extensionRange: Range<Int>
    /// How long the header is, extensions included: where the payload starts.
    public let byteCount: Int

    /// The fixed part of every header, in octets.
    public static let fixedByteCount = 12

    /// A header to write, without contributing sources. Header extensions follow from what is written behind it.
    public init(
        payloadType: PayloadType, sequenceNumber: SequenceNumber, timestamp: RTPTimestamp, ssrc: SSRC,
        isMarked: Bool = false
    ) {
        self.isMarked = isMarked
        self.payloadType = payloadType
        self.sequenceNumber = sequenceNumber
        self.timestamp = timestamp
        self.ssrc = ssrc
        hasPadding = false
        contributorCount = 0
        extensionProfile = 0
        extensionRange = Self.fixedByteCount..<Self.fixedByteCount
        byteCount = Self.fixedByteCount
    }

    /// Reads the header of a packet, encrypted or not; `nil` when it is no RTP or does not fit in the packet.
    public init?(_ packet: RawSpan) {
        var reader = ByteReader(packet)
        guard let first = reader.readUInt8(), first >> 6 == 2,
            let second = reader.readUInt8(), let number = reader.readUInt16(),
            let timestamp = reader.readUInt32(), let source = reader.readUInt32(),
            reader.skip(4 * Int(first & 0x0F))
        else { return nil }
        isMarked = second & 0x80 != 0
        payloadType = PayloadType(second)
        sequenceNumber = SequenceNumber(number)
        self.timestamp = RTPTimestamp(timestamp)
        ssrc = SSRC(source)
        hasPadding = first & 0x20 != 0
        contributorCount = Int(first & 0x0F)
        guard first & 0x10 != 0 else {
            extensionProfile = 0
            extensionRange = reader.offset..<reader.offset
            byteCount = reader.offset
            return
        }
        guard let profile = reader.readUInt16(), let words = reader.readUInt16() else { return nil }
        let start = reader.offset
        guard reader.skip(4 * Int(words)) else { return nil }
        extensionProfile = profile
        extensionRange = start..<reader.offset
        byteCount = reader.offset
    }

    /// Where the payload is in the decrypted packet, padding left out; `nil` when the padding cannot be right.
    ///
    /// The last octet of padding counts all of it, itself included (RFC 3550 §5.1), so 0 is as wrong as more than
    /// there is. A payload may be empty: probing packets are all padding.
    public func payloadRange(in packet: RawSpan) -> Range<Int>? {
        let room = packet.byteCount - byteCount
        guard room >= 0 else { return nil }
        guard hasPadding else { return byteCount..<packet.byteCount }
        guard let padding = packet.byte(at: packet.byteCount - 1), padding > 0, Int(padding) <= room else {
            return nil
        }
        return byteCount..<(packet.byteCount - Int(padding))
    }

    /// The header extensions of the packet that this header was read from.
    @_lifetime(copy packet)
    public func extensions(in packet: RawSpan) -> HeaderExtensions {
        let isInside = extensionRange.upperBound <= packet.byteCount
        return HeaderExtensions(
            profile: extensionProfile,
            block: packet.extracting(isInside ? extensionRange : 0..<0))
    }

    /// The contributing source at `index`, of the packet that this header was read from.
    public func contributor(at index: Int, in packet: RawSpan) -> SSRC? {
        guard index >= 0, index < contributorCount else { return nil }
        var reader = ByteReader(packet)
        guard reader.skip(Self.fixedByteCount + 4 * index) else { return nil }
        return reader.readUInt32().map(SSRC.init)
    }

    /// Writes the fixed part. With `hasExtensions` a `HeaderExtensionsWriter` must come next.
    ///
    /// No contributing sources and no padding are written: we mix nothing, and who pads sets the bit when done.
    public func write(to writer: inout ByteWriter, hasExtensions: Bool = false) {
        writer.write(0x80 | (hasExtensions ? 0x10 : 0) as UInt8)
        writer.write((isMarked ? 0x80 : 0) | payloadType.value)
        writer.write(sequenceNumber.value)
        writer.write(timestamp.value)
        writer.write(ssrc.value)
    }
}
