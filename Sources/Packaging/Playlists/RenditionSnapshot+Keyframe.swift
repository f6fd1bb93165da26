internal import Bytes
internal import MP4
public import Media

extension RenditionSnapshot {
    /// A picture that can be decoded by itself.
    public struct Keyframe: Sendable {
        /// Which segment begins with it: another keyframe has another number.
        public let segment: Int
        /// What its decoder must know.
        public let configuration: CodecConfiguration
        /// The picture.
        public let unit: AccessUnit
    }

    /// The number of the last segment that begins with a keyframe; what `newestKeyframe` reads.
    public var newestKeyframeSegment: Int? { segments.last(where: \.beginsWithKeyframe)?.number }

    /// The last keyframe that a segment begins with.
    public var newestKeyframe: Keyframe? {
        guard kind == .video, let segment = segments.last(where: \.beginsWithKeyframe),
            let section = initializations.first(where: { $0.number == segment.initialization }),
            let part = segment.parts.first, let fragment = ReadFragment.all(in: part.bytes.bytes).first,
            let run = fragment.runs.first, let sample = run.samples.first
        else { return nil }
        let bytes = part.bytes.bytes
        let start = fragment.range.lowerBound + Int(run.dataOffset)
        let unit = AccessUnit([UInt8](bytes.extracting(start..<start + Int(sample.byteCount))), decodeTime: 0)
        return Keyframe(segment: segment.number, configuration: section.configuration, unit: unit)
    }
}

extension Segment {
    fileprivate var beginsWithKeyframe: Bool { parts.first?.keyframeByteCount != nil }
}
