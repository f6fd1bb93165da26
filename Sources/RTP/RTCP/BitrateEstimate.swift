public import Bytes

/// How much a receiver believes it can receive: REMB (draft-alvestrand-rmcat-remb-03 §2.2), read source by source.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                             sender                            |
///     |                          0, not used                          |
///     |       R       |       E       |       M       |       B       |
///     |    sources    |  exponent |             mantissa              |
///     |                             source                            |  as often as it takes
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct BitrateEstimate: ~Escapable {
    /// Who estimates.
    public let sender: SSRC
    /// The estimate for all sources together.
    public let bitsPerSecond: UInt64
    /// The sources not read yet.
    private var sources: ByteReader

    static let format: UInt8 = 15
    private static let name: UInt32 = 0x5245_4D42

    /// Whether a body is REMB and not some other application's feedback.
    static func isNamed(_ body: RawSpan) -> Bool {
        var reader = ByteReader(body)
        return reader.skip(8) && reader.readUInt32() == name
    }

    @_lifetime(copy body)
    init?(_ body: RawSpan) {
        var reader = ByteReader(body)
        guard let sender = reader.readUInt32(), reader.skip(4), reader.readUInt32() == Self.name,
            let packed = reader.readUInt32(), let list = reader.read(4 * Int(packed >> 24))
        else { return nil }
        let (exponent, mantissa) = (UInt64(packed >> 18 & 0x3F), UInt64(packed & 0x3_FFFF))
        // A rate that 64 bits cannot hold is no rate.
        guard (mantissa << exponent) >> exponent == mantissa else { return nil }
        self.sender = SSRC(sender)
        bitsPerSecond = mantissa << exponent
        sources = ByteReader(list)
    }

    /// The next source, `nil` behind the last.
    public mutating func next() -> SSRC? {
        sources.readUInt32().map { SSRC($0) }
    }

    /// Writes a packet for at most 255 sources. The rate is rounded down to 18 significant bits.
    public static func write(
        sender: SSRC, bitsPerSecond: UInt64, sources: [SSRC], to writer: inout ByteWriter
    ) {
        let sources = sources.prefix(255)
        let exponent = max(0, 46 - bitsPerSecond.leadingZeroBitCount)
        RTCPHead.write(type: RTCPType.payloadFeedback, count: Int(format), to: &writer) { writer in
            writer.write(sender.value)
            writer.write(0 as UInt32)
            writer.write(name)
            let mantissa = UInt32(truncatingIfNeeded: bitsPerSecond >> UInt64(exponent))
            writer.write(UInt32(sources.count) << 24 | UInt32(exponent) << 18 | mantissa)
            for source in sources { writer.write(source.value) }
        }
    }
}
