internal import Bytes

/// How an H.264 decoder is set up: its parameter sets, and what they say.
public struct H264Configuration: Hashable, Sendable {
    /// Sequence parameter sets, each a NAL unit. Never empty; the first is the one that is described here.
    public let sequenceParameters: [[UInt8]]
    /// Picture parameter sets, each a NAL unit. Never empty.
    public let pictureParameters: [[UInt8]]
    /// profile_idc, the constraint flags and level_idc.
    public let profile: UInt8, constraints: UInt8, level: UInt8
    /// How large the picture is shown.
    public let pictureSize: PictureSize
    /// What the record of high profiles ends with: chroma format, and bits of a sample less eight.
    private let sampling: [UInt8]

    /// A configuration of the given sets; `nil` when there is none of a kind, too many, or one that cannot be right.
    public init?(sequenceParameters: [[UInt8]], pictureParameters: [[UInt8]]) {
        guard let first = sequenceParameters.first, !pictureParameters.isEmpty,
            sequenceParameters.count <= 31, pictureParameters.count <= 255,
            (sequenceParameters + pictureParameters).allSatisfy({ 1...0xFFFF ~= $0.count }),
            let parsed = H264SequenceParameters(first.bytes), first.count >= 4
        else { return nil }
        self.sequenceParameters = sequenceParameters
        self.pictureParameters = pictureParameters
        (profile, constraints, level) = (first[1], first[2], first[3])
        pictureSize = parsed.pictureSize
        sampling = [
            0xFC | UInt8(truncatingIfNeeded: parsed.chromaFormat),
            0xF8 | UInt8(truncatingIfNeeded: parsed.extraDepth.luma),
            0xF8 | UInt8(truncatingIfNeeded: parsed.extraDepth.chroma),
        ]
    }

    /// Reads an AVCDecoderConfigurationRecord, as `avcC` and RTMP carry it (ISO 14496-15 §5.3.3.1). Only lengths of
    /// four octets are taken.
    public init?(record: RawSpan) {
        var reader = ByteReader(record)
        guard reader.readUInt8() == 1, reader.skip(3), let lengths = reader.readUInt8(), lengths & 3 == 3,
            let count = reader.readUInt8(), let first = Self.readSets(&reader, count: count & 0x1F),
            let more = reader.readUInt8(), let second = Self.readSets(&reader, count: more)
        else { return nil }
        self.init(sequenceParameters: first, pictureParameters: second)
    }

    private static func readSets(_ reader: inout ByteReader, count: UInt8) -> [[UInt8]]? {
        var sets: [[UInt8]] = []
        for _ in 0..<count {
            guard let size = reader.readUInt16(), let set = reader.read(Int(size)) else { return nil }
            sets.append([UInt8](set))
        }
        return sets
    }

    /// The AVCDecoderConfigurationRecord.
    public var record: [UInt8] {
        var record: [UInt8] = [1, profile, constraints, level, 0xFF, 0xE0 | UInt8(sequenceParameters.count)]
        for set in sequenceParameters { Self.append(set, to: &record) }
        record.append(UInt8(pictureParameters.count))
        for set in pictureParameters { Self.append(set, to: &record) }
        if [100, 110, 122, 144].contains(profile) { record += sampling + [0] }
        return record
    }

    private static func append(_ set: [UInt8], to record: inout [UInt8]) {
        record.append(bigEndian: UInt16(truncatingIfNeeded: set.count))
        record += set
    }

    /// `avc1.PPCCLL`, such as `avc1.4d401e` (RFC 6381 §3.3).
    public var codecString: String {
        "avc1." + [profile, constraints, level].map(\.hexadecimal).joined()
    }
}
