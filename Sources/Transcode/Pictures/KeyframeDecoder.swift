internal import CAVCodec
internal import CodecBridge
internal import Media

/// Decodes keyframes, each by itself. It owns a decoder of libavcodec.
@safe final class KeyframeDecoder {
    /// The decoder, freed with its owner.
    let decoder: OpaquePointer

    /// A decoder of units of a format; `nil` when there is none.
    init?(_ format: BridgeFormat) {
        guard let codec = starling_av_codec(format.codec), format.record.count <= LibraryBounds.longestRecord
        else { return nil }
        // Sound: the library copies the record.
        let made = unsafe format.record.withUnsafeBufferPointer { record in
            unsafe starling_keyframes_create(
                codec, record.baseAddress, record.count, LibraryBounds.mostPixels)
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
}
