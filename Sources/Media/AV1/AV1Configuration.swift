internal import Bytes

/// How an AV1 decoder is set up: its sequence header, and what that says.
public struct AV1Configuration: Hashable, Sendable {
    /// The sequence header as an OBU with its size.
    public let sequenceHeader: [UInt8]
    /// seq_profile, seq_level_idx and seq_tier.
    public let profile: UInt8, level: UInt8, tier: UInt8
    /// How large the picture is.
    public let pictureSize: PictureSize
    /// What the samples are.
    private let colour: AV1Colour

    /// Reads a sequence header, an OBU with its size; `nil` when it is none or cannot be right.
    public init?(sequenceHeader: [UInt8]) {
        let unit = sequenceHeader.bytes
        var reader = ByteReader(unit)
        guard let obu = OBU(&reader), reader.isAtEnd, obu.type == OBU.sequenceHeader,
            let parsed = AV1SequenceHeader(unit.extracting(obu.contents)),
            let size = PictureSize(width: parsed.size.width, height: parsed.size.height)
        else { return nil }
        self.sequenceHeader = sequenceHeader
        (profile, level, tier) = (parsed.profile, parsed.level, parsed.tier)
        pictureSize = size
        colour = parsed.colour
    }

    /// Reads an AV1CodecConfigurationRecord, as `av1C` and RTMP carry it (AV1 in ISO BMFF §2.3.3), with the sequence
    /// header that it may leave out.
    public init?(record: RawSpan) {
        var reader = ByteReader(record)
        guard reader.readUInt8() == 0x81, reader.skip(3) else { return nil }
        self.init(sequenceHeader: [UInt8](reader.rest))
    }

    /// The AV1CodecConfigurationRecord.
    public var record: [UInt8] {
        let flags: [Bool] = [
            tier == 1, colour.bitDepth > 8, colour.bitDepth == 12, colour.isGrey,
            colour.isGrey || colour.isHalfWide, colour.isGrey || colour.isHalfHigh,
        ]
        let packed = flags.reduce(0 as UInt8) { $0 << 1 | ($1 ? 1 : 0) } << 2 | colour.chromaPosition
        return [0x81, profile << 5 | level, packed, 0] + sequenceHeader
    }

    /// `av01.P.LLT.DD`; the colours are left out, since the defaults are meant.
    public var codecString: String {
        "av01.\(profile).\(level.twoDigits)\(tier == 0 ? "M" : "H").\(colour.bitDepth.twoDigits)"
    }
}
