internal import Bytes

/// How an H.265 decoder is set up: its parameter sets, and what they say.
public struct H265Configuration: Hashable, Sendable {
    /// Video, sequence and picture parameter sets, each a NAL unit. None is empty; the first sequence parameter set is
    /// the one that is described here.
    public let videoParameters: [[UInt8]]
    public let sequenceParameters: [[UInt8]]
    public let pictureParameters: [[UInt8]]
    /// How large the picture is shown.
    public let pictureSize: PictureSize
    /// The first twelve octets of profile_tier_level.
    private let profileTierLevel: [UInt8]
    /// Chroma format, depths and temporal layers as the record has them.
    private let sampling: [UInt8]
    private let layers: UInt8

    /// A configuration of the given sets; `nil` when there is none of a kind, or one that cannot be right.
    public init?(
        videoParameters: [[UInt8]], sequenceParameters: [[UInt8]], pictureParameters: [[UInt8]]
    ) {
        guard let first = sequenceParameters.first, !videoParameters.isEmpty, !pictureParameters.isEmpty,
            (videoParameters + sequenceParameters + pictureParameters).allSatisfy({
                2...0xFFFF ~= $0.count
            }), let parsed = H265SequenceParameters(first.bytes)
        else { return nil }
        self.videoParameters = videoParameters
        self.sequenceParameters = sequenceParameters
        self.pictureParameters = pictureParameters
        pictureSize = parsed.pictureSize
        profileTierLevel = parsed.profileTierLevel
        sampling = [
            0xFC | UInt8(truncatingIfNeeded: parsed.chromaFormat),
            0xF8 | UInt8(truncatingIfNeeded: parsed.extraDepth.luma),
            0xF8 | UInt8(truncatingIfNeeded: parsed.extraDepth.chroma),
        ]
        layers = parsed.temporalLayerCount << 3 | (parsed.isTemporallyNested ? 4 : 0)
    }

    /// Reads an HEVCDecoderConfigurationRecord, as `hvcC` and RTMP carry it (ISO 14496-15 §8.3.3.1). Only lengths of
    /// four octets are taken.
    public init?(record: RawSpan) {
        var reader = ByteReader(record)
        guard reader.readUInt8() == 1, reader.skip(20), let lengths = reader.readUInt8(), lengths & 3 == 3,
            let count = reader.readUInt8()
        else { return nil }
        var sets: [UInt8: [[UInt8]]] = [:]
        for _ in 0..<count {
            guard let type = reader.readUInt8(), let units = reader.readUInt16() else { return nil }
            for _ in 0..<units {
                guard let size = reader.readUInt16(), let unit = reader.read(Int(size)) else { return nil }
                sets[type & 0x3F, default: []].append([UInt8](unit))
            }
        }
        self.init(
            videoParameters: sets[32] ?? [], sequenceParameters: sets[33] ?? [],
            pictureParameters: sets[34] ?? [])
    }

    /// The HEVCDecoderConfigurationRecord.
    public var record: [UInt8] {
        // No minimum of spatial segments, parallelism unknown; the frame rate is not told.
        var record: [UInt8] = [1] + profileTierLevel + [0xF0, 0, 0xFC] + sampling + [0, 0, layers | 3, 3]
        let arrays: [(type: UInt8, sets: [[UInt8]])] = [
            (32, videoParameters), (33, sequenceParameters), (34, pictureParameters),
        ]
        for (type, sets) in arrays {
            // The top bit: all sets of this type are here and none in the samples, as `hvc1` asks.
            record.append(0x80 | type)
            record.append(bigEndian: UInt16(truncatingIfNeeded: sets.count))
            for set in sets {
                record.append(bigEndian: UInt16(truncatingIfNeeded: set.count))
                record += set
            }
        }
        return record
    }

    /// `hvc1.1.6.L93.90`: space and profile, compatibility with its bits turned round, tier and level, and the
    /// constraint octets up to the last that is not zero (ISO 14496-15 annex E).
    public var codecString: String {
        let head = profileTierLevel[0]
        let space = ["", "A", "B", "C"][Int(head >> 6)]
        var compatibility: UInt32 = 0
        for byte in profileTierLevel[1...4] { compatibility = compatibility << 8 | UInt32(byte) }
        var reversed: UInt32 = 0
        for bit in 0..<32 as Range<UInt32> where compatibility >> bit & 1 == 1 { reversed |= 1 << (31 - bit) }
        var constraints = profileTierLevel[5...10]
        while constraints.last == 0 { constraints.removeLast() }
        let tier = head & 0x20 == 0 ? "L" : "H"
        return
            ([
                "hvc1", "\(space)\(head & 0x1F)", String(reversed, radix: 16),
                "\(tier)\(profileTierLevel[11])",
            ]
            + constraints.map { String($0, radix: 16) }).joined(separator: ".")
    }
}
