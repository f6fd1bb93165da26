internal import Bytes

/// Learns a track's configuration from its access units, and makes them fit to be stored beside it.
///
/// A publisher may change its parameters at any keyframe: a browser that starts at 320x180 and grows does so within
/// seconds. What decoders are told in the sample entry is taken out of the units (`avc1`, `hvc1`: ISO 14496-15
/// §5.3.3, §8.3.3), so that a unit never contradicts its entry.
public struct FormatTracker: Sendable {
    /// What the units are.
    public let codec: Codec
    /// What a decoder must know now; `nil` until a keyframe said it.
    public private(set) var configuration: CodecConfiguration?
    /// Parameter sets of H.264 and H.265 by NAL unit type, newest last, as they were when last used.
    private var parameters = ParameterSets()

    /// A tracker of units whose codec is known and whose configuration is not.
    public init(_ codec: Codec, configuration: CodecConfiguration? = nil) {
        self.codec = codec
        self.configuration = configuration
        if configuration == nil, codec == .opus { self.configuration = .opus(OpusConfiguration()) }
    }

    /// Takes a unit, learns from it, strips it and says whether decoding can begin with it. `false` when it is of no
    /// use: it cannot be right, holds no picture, or comes before the first keyframe.
    public mutating func prepare(_ unit: inout AccessUnit) -> Bool {
        switch codec {
        case .h264: return prepareNAL(&unit, H264Layout.self)
        case .h265: return prepareNAL(&unit, H265Layout.self)
        case .vp8: return prepareVP(&unit, VP8FrameHeader(unit.bytes.bytes)?.configuration.map { .vp8($0) })
        case .vp9: return prepareVP(&unit, VP9FrameHeader(unit.bytes.bytes)?.configuration.map { .vp9($0) })
        case .av1: return prepareAV1(&unit)
        case .opus, .aac:
            unit.isSync = true
            return configuration != nil && !unit.bytes.isEmpty
        }
    }

    private mutating func prepareNAL(_ unit: inout AccessUnit, _ layout: (some NALLayout).Type) -> Bool {
        guard let units = NALUnits.ranges(in: unit.bytes.bytes) else { return false }
        var kept: [UInt8] = []
        kept.reserveCapacity(unit.bytes.count)
        var (isSync, hasPicture) = (false, false)
        for range in units {
            let type = layout.type(of: unit.bytes[range.lowerBound])
            if layout.parameterTypes.contains(type) {
                parameters.note(Array(unit.bytes[range]), type, identifier: layout.identifier)
            } else if !layout.leftOutTypes.contains(type) {
                hasPicture = hasPicture || layout.isPicture(type)
                isSync = isSync || layout.isSync(type)
                kept += unit.bytes[(range.lowerBound - 4)..<range.upperBound]
            }
        }
        // Parameters count from the keyframe on that they came with; before it, pictures still use the old ones.
        if isSync, parameters.isChanged || configuration == nil {
            configuration = layout.configuration(parameters)
            parameters.isChanged = false
        }
        unit.bytes = kept
        unit.isSync = isSync
        return hasPicture && configuration != nil
    }

    private mutating func prepareVP(_ unit: inout AccessUnit, _ key: CodecConfiguration?) -> Bool {
        unit.isSync = key != nil
        if let key { configuration = key }
        return configuration != nil && !unit.bytes.isEmpty
    }

    private mutating func prepareAV1(_ unit: inout AccessUnit) -> Bool {
        guard let contents = AV1UnitContents(unit.bytes.bytes), contents.hasFrame else { return false }
        // Sync samples hold the sequence header they need (AV1 in ISO BMFF §2.5).
        unit.isSync = contents.beginsWithKeyframe && contents.sequenceHeader != nil
        if unit.isSync, let header = contents.sequenceHeader {
            let unchanged =
                if case .av1(let known) = configuration { known.sequenceHeader == header } else { false }
            if !unchanged { configuration = AV1Configuration(sequenceHeader: header).map { .av1($0) } }
        }
        return configuration != nil
    }
}
