internal import Bytes
internal import Media
internal import RTP

extension CodecConfiguration {
    /// What a decoder must know as units in front of a picture; empty where pictures tell it themselves.
    var parameterUnits: [UInt8] {
        switch self {
        case .h264(let configuration):
            Self.prefixed(configuration.sequenceParameters + configuration.pictureParameters)
        case .h265(let configuration):
            Self.prefixed(
                configuration.videoParameters + configuration.sequenceParameters
                    + configuration.pictureParameters)
        default: []
        }
    }

    private static func prefixed(_ units: [[UInt8]]) -> [UInt8] {
        units.reduce(into: []) { bytes, unit in
            bytes.append(bigEndian: UInt32(truncatingIfNeeded: unit.count))
            bytes += unit
        }
    }

    /// How many samples a piece of sound lasts; `nil` when it cannot be right, and for pictures.
    func samples(of bytes: [UInt8]) -> Int64? {
        switch self {
        // HE-AAC puts out twice as many, at twice the rate (ISO 14496-3 §4.6.18).
        case .aac(let configuration):
            Int64(AACConfiguration.samplesPerUnit) * ([5, 29].contains(configuration.objectType) ? 2 : 1)
        case .opus: OpusPayload.duration(of: bytes.bytes).map { Int64($0) }
        default: nil
        }
    }
}
