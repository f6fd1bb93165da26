internal import Bytes
public import Media

extension PictureSize {
    /// The size that a payload tells: the first of a keyframe, or one with the parameters in front of it. `nil` where it
    /// tells none, as where a client encrypts all that there is to read.
    public init?(payload: RawSpan, of codec: Codec) {
        let size: PictureSize? =
            switch codec {
            case .vp8: Self.behind(VP8Descriptor(payload)?.byteCount, in: payload, of: codec)
            case .vp9: Self.ofVP9(payload)
            case .h264: Self.ofUnits(payload, .h264, codec)
            case .h265: Self.ofUnits(payload, .h265, codec)
            case .av1: Self.ofElements(payload)
            case .opus, .aac: nil
            }
        guard let size else { return nil }
        self = size
    }

    private static func behind(_ start: Int?, in payload: RawSpan, of codec: Codec) -> PictureSize? {
        guard let start, start < payload.byteCount else { return nil }
        return PictureSize(head: payload.extracting(start..<payload.byteCount), of: codec)
    }

    /// With several spatial layers the frame's own head tells of the lowest.
    private static func ofVP9(_ payload: RawSpan) -> PictureSize? {
        guard let descriptor = VP9Descriptor(payload) else { return nil }
        if let largest = descriptor.structure(in: payload)?.sizes.last {
            return PictureSize(width: largest.width, height: largest.height)
        }
        return behind(descriptor.byteCount, in: payload, of: .vp9)
    }

    private static func ofUnits(_ payload: RawSpan, _ layout: NALCodec, _ codec: Codec) -> PictureSize? {
        guard let first = payload.byte(at: 0) else { return nil }
        guard layout.type(of: first) == layout.aggregateType else {
            return PictureSize(head: payload, of: codec)
        }
        var reader = ByteReader(payload)
        guard reader.skip(layout.headByteCount) else { return nil }
        while let count = reader.readUInt16(), let unit = reader.read(Int(count)) {
            if let size = PictureSize(head: unit, of: codec) { return size }
        }
        return nil
    }

    /// A sequence header is the first element, or behind a delimiter that nobody should have sent.
    private static func ofElements(_ payload: RawSpan) -> PictureSize? {
        guard let header = AV1AggregationHeader(payload), !header.continuesUnit else { return nil }
        var reader = ByteReader(payload)
        guard reader.skip(1) else { return nil }
        var index = 0
        while !reader.isAtEnd {
            index += 1
            var count = reader.remaining
            if index != header.elementCount {
                guard let told = reader.readLEB128() else { return nil }
                count = Int(told)
            }
            guard let element = reader.read(count) else { return nil }
            if let size = PictureSize(head: element, of: .av1) { return size }
        }
        return nil
    }
}
