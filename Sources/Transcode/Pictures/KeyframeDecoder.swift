internal import CAVCodec
internal import CodecBridge
internal import Media

/// Decodes keyframes, each by itself. It owns a decoder of libavcodec.
@safe final class KeyframeDecoder {
    /// The decoder, freed with its owner.
    let decoder: OpaquePointer

    /// The most pixels of a picture: 8K. What says that it has more is not decoded.
    private static let mostPixels: Int64 = 8192 * 4320
    /// The longest record that says how to decode.
    private static let longestRecord = 1 << 16

    /// A decoder of units of a format; `nil` when there is none.
    init?(_ format: BridgeFormat) {
        guard let codec = Self.codec(format.codec), format.record.count <= Self.longestRecord else {
            return nil
        }
        // Sound: the library copies the record.
        let made = unsafe format.record.withUnsafeBufferPointer { record in
            unsafe starling_keyframes_create(codec, record.baseAddress, record.count, Self.mostPixels)
        }
        guard let made = unsafe made else { return nil }
        unsafe decoder = made
    }

    deinit {
        unsafe starling_keyframes_free(decoder)
    }

    /// Decodes a keyframe, and returns how large it is; `nil` when it cannot be decoded.
    func decode(_ unit: AccessUnit) -> PictureSize? {
        var (width, height): (Int32, Int32) = (0, 0)
        // Sound: the library copies the octets, and writes the two numbers.
        let code = unsafe unit.bytes.withUnsafeBufferPointer { bytes in
            unsafe starling_keyframes_decode(decoder, bytes.baseAddress, bytes.count, &width, &height)
        }
        return code == 0 ? PictureSize(width: Int(width), height: Int(height)) : nil
    }

    private static func codec(_ codec: Codec) -> starling_av_codec? {
        switch codec {
        case .h264: starling_av_h264
        case .h265: starling_av_h265
        case .vp8: starling_av_vp8
        case .vp9: starling_av_vp9
        case .av1: starling_av_av1
        case .opus, .aac: nil
        }
    }
}
