internal import CAVCodec
internal import Media

/// Encodes the pictures of a decoder as H.264, each as soon as it comes. It owns an encoder of libavcodec.
@safe final class H264Encoder {
    /// The encoder, freed with its owner.
    private let encoder: OpaquePointer
    /// What it makes.
    let target: H264Target

    /// An encoder; `nil` when the library has none.
    init?(_ target: H264Target) {
        let size = target.pictureSize
        let made = unsafe starling_h264_create(
            Int32(clamping: size.width), Int32(clamping: size.height), Int32(clamping: target.frameRate),
            target.bitsPerSecond, Int32(target.level))
        guard let made = unsafe made else { return nil }
        unsafe encoder = made
        self.target = target
    }

    deinit {
        unsafe starling_h264_free(encoder)
    }

    /// Encodes what the decoder's last unit shows, as shown at a time later than those before it, and returns the units that are
    /// done: NAL units behind their lengths, parameter sets among them.
    func encode(_ decoder: StreamDecoder, at time: Int64, isKeyframe: Bool) -> [AccessUnit] {
        // Sound: both live, and the encoder takes a reference of its own to the picture.
        let code = unsafe starling_h264_encode(encoder, decoder.decoder, time, isKeyframe ? 1 : 0)
        var units: [AccessUnit] = []
        while code == 0, let unit = next() { units.append(unit) }
        return units
    }

    private func next() -> AccessUnit? {
        var bytes: UnsafePointer<UInt8>?
        var time: Int64 = 0
        let count = unsafe starling_h264_receive(encoder, &bytes, &time)
        guard count > 0 else { return nil }
        // Sound: the octets are the encoder's up to its next call, and copied at once.
        return unsafe AccessUnit([UInt8](UnsafeBufferPointer(start: bytes, count: count)), decodeTime: time)
    }
}
