internal import CAVCodec
internal import CodecBridge
internal import Media

/// Decodes pictures one after the other. It owns a decoder of libavcodec.
@safe final class StreamDecoder {
    /// The decoder, freed with its owner.
    let decoder: OpaquePointer
    /// How many pictures came out.
    private(set) var pictures = 0
    /// How many units could not be decoded, or in part only.
    private(set) var faults = 0

    /// A decoder of units of a format; `nil` when there is none.
    init?(_ format: BridgeFormat) {
        guard let codec = starling_av_codec(format.codec), format.record.count <= LibraryBounds.longestRecord
        else { return nil }
        // Sound: the library copies the record.
        let made = unsafe format.record.withUnsafeBufferPointer { record in
            unsafe starling_stream_create(codec, record.baseAddress, record.count, LibraryBounds.mostPixels)
        }
        guard let made = unsafe made else { return nil }
        unsafe decoder = made
    }

    deinit {
        unsafe starling_stream_free(decoder)
    }

    /// How large the picture is that the last unit shows; `nil` when it shows none.
    var shown: PictureSize? {
        var (width, height): (Int32, Int32) = (0, 0)
        // Sound: it writes the two numbers.
        let code = unsafe starling_stream_shown(decoder, &width, &height)
        return code == 0 ? PictureSize(width: Int(width), height: Int(height)) : nil
    }

    /// Decodes the next unit.
    func decode(_ unit: AccessUnit) {
        // Without octets it would end.
        guard !unit.bytes.isEmpty else { return faults += 1 }
        var count: Int32 = 0
        // Sound: the library copies the octets, and writes the number.
        let code = unsafe unit.bytes.withUnsafeBufferPointer { bytes in
            unsafe starling_stream_decode(decoder, bytes.baseAddress, bytes.count, &count)
        }
        note(code, count)
    }

    /// Hands out what is held back; nothing can be decoded afterwards.
    func finish() {
        var count: Int32 = 0
        let code = unsafe starling_stream_decode(decoder, nil, 0, &count)
        note(code, count)
    }

    private func note(_ code: Int32, _ count: Int32) {
        pictures += Int(count)
        if code != 0 { faults += 1 }
    }
}
