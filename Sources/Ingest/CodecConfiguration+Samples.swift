internal import Bytes
internal import Media

extension CodecConfiguration {
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
