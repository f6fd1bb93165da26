internal import Bytes

/// What a packet says of its frame's number: in what heads its payload, and in its dependency descriptor.
///
/// Decoders go by these, so a stream that is fed by one source after the other must not let them jump.
public struct FrameCounters: Hashable, Sendable {
    /// Where a codec's payloads have counters.
    public enum Place: UInt8, Hashable, Sendable {
        /// Nowhere: frames are told apart by timestamps.
        case none
        /// In the descriptor of VP8 (RFC 7741 §4.2).
        case vp8
        /// In that of VP9 (RFC 9628 §4.2).
        case vp9
    }

    /// The frame's number in the payload's descriptor.
    public var pictureID: PictureID?
    /// How many frames of the lowest temporal layer there were.
    public var tl0PicIdx: UInt8?
    /// How many keyframes there were.
    public var keyIdx: UInt8?
    /// The frame's number in the dependency descriptor.
    public var frameNumber: SequenceNumber?

    /// Counters of which nothing is told.
    public init() {}

    /// What a packet tells, by its payload or, where it has one, by its dependency descriptor alone: then the payload may
    /// be hidden from us, and nobody goes by it.
    public init(payload: RawSpan, place: Place, descriptor: RawSpan?) {
        if let descriptor {
            var reader = ByteReader(descriptor)
            guard reader.skip(1), let number = reader.readUInt16() else { return }
            frameNumber = SequenceNumber(number)
            return
        }
        switch place {
        case .none: break
        case .vp8:
            guard let head = VP8Descriptor(payload) else { return }
            (pictureID, tl0PicIdx, keyIdx) = (head.pictureID, head.tl0PicIdx, head.keyIdx)
        case .vp9:
            guard let head = VP9Descriptor(payload) else { return }
            (pictureID, tl0PicIdx) = (head.pictureID, head.tl0PicIdx)
        }
    }
}
