internal import Bytes

/// What H.264 and H.265 call the kinds of their NAL units.
protocol NALLayout {
    /// Sequence and picture parameters, which go to the sample entry.
    static var parameterTypes: Set<UInt8> { get }
    /// Delimiters, ends and filler, which a container has no use for.
    static var leftOutTypes: Set<UInt8> { get }
    /// The type that a unit's first octet names.
    static func type(of first: UInt8) -> UInt8
    /// Whether a unit of the type is part of a picture.
    static func isPicture(_ type: UInt8) -> Bool
    /// Whether a unit of the type is part of a picture with which decoding can begin.
    static func isSync(_ type: UInt8) -> Bool
    /// Which set of its type a parameter set is.
    static func identifier(_ set: [UInt8], _ type: UInt8) -> UInt32?
    /// The configuration of a stream with these parameter sets.
    static func configuration(_ sets: ParameterSets) -> CodecConfiguration?
}

/// H.264 table 7-1.
enum H264Layout: NALLayout {
    static let parameterTypes: Set<UInt8> = [7, 8, 13, 15]
    static let leftOutTypes: Set<UInt8> = [9, 10, 11, 12]

    static func type(of first: UInt8) -> UInt8 { first & 0x1F }
    static func isPicture(_ type: UInt8) -> Bool { 1...5 ~= type }
    static func isSync(_ type: UInt8) -> Bool { type == 5 }

    /// An SPS has its profile and level in front, a PPS begins with it.
    static func identifier(_ set: [UInt8], _ type: UInt8) -> UInt32? {
        var bits = BitReader(set.bytes)
        guard bits.skip(type == 8 ? 8 : 32) else { return nil }
        return bits.readExpGolomb()
    }

    static func configuration(_ sets: ParameterSets) -> CodecConfiguration? {
        H264Configuration(sequenceParameters: sets[7], pictureParameters: sets[8]).map { .h264($0) }
    }
}

/// H.265 table 7-1.
enum H265Layout: NALLayout {
    static let parameterTypes: Set<UInt8> = [32, 33, 34]
    static let leftOutTypes: Set<UInt8> = [35, 36, 37, 38]

    static func type(of first: UInt8) -> UInt8 { first >> 1 & 0x3F }
    static func isPicture(_ type: UInt8) -> Bool { type < 32 }
    static func isSync(_ type: UInt8) -> Bool { 16...21 ~= type }

    /// A VPS and a PPS have it in front. Where an SPS has it is far behind; streams have one SPS.
    static func identifier(_ set: [UInt8], _ type: UInt8) -> UInt32? {
        guard type != 33 else { return 0 }
        var bits = BitReader(set.bytes)
        guard bits.skip(16) else { return nil }
        return type == 32 ? bits.read(4) : bits.readExpGolomb()
    }

    static func configuration(_ sets: ParameterSets) -> CodecConfiguration? {
        H265Configuration(
            videoParameters: sets[32], sequenceParameters: sets[33], pictureParameters: sets[34]
        ).map { .h265($0) }
    }
}
