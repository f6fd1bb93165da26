internal import Bytes

extension CodecConfiguration {
    /// What a decoder must know as units in front of a picture; empty where pictures tell it themselves.
    public var parameterUnits: [UInt8] {
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
}
