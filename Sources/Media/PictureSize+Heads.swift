internal import Bytes

extension PictureSize {
    /// The size that a codec's own head tells, where it begins: of VP8 and VP9 a frame, of H.264 and H.265 a unit with its
    /// head, of AV1 an OBU. `nil` when that is of no keyframe, or tells no size.
    public init?(head: RawSpan, of codec: Codec) {
        let size: PictureSize? =
            switch codec {
            case .vp8: VP8FrameHeader(head)?.configuration?.pictureSize
            case .vp9: VP9FrameHeader(head)?.configuration?.pictureSize
            case .h264:
                head.byte(at: 0).map { $0 & 0x1F } == 7 ? H264SequenceParameters(head)?.pictureSize : nil
            case .h265:
                head.byte(at: 0).map { $0 >> 1 & 0x3F } == 33
                    ? H265SequenceParameters(head)?.pictureSize : nil
            case .av1: Self.ofSequence(head)
            case .opus, .aac: nil
            }
        guard let size else { return nil }
        self = size
    }

    private static func ofSequence(_ unit: RawSpan) -> PictureSize? {
        var reader = ByteReader(unit)
        guard let obu = OBU(&reader), obu.type == OBU.sequenceHeader,
            let size = AV1SequenceHeader(unit.extracting(obu.contents))?.size
        else { return nil }
        return PictureSize(width: size.width, height: size.height)
    }
}
