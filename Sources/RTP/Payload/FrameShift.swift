internal import Bytes

/// What to add to a source's frame counters in a stream that another source fed before, so that they go on as if it had
/// been one all the time. Plain memory of eight octets.
///
/// References between frames are told as distances, or by what is in between (RFC 7741 §4.2, RFC 9628 §4.2, AV1 RTP §A.8),
/// and so stay true when all of a source's frames are moved by the same.
public struct FrameShift: Hashable, Sendable {
    /// Where payloads have what is to be changed.
    public private(set) var place = FrameCounters.Place.none
    /// What to add, each modulo what its counter has.
    private var tl0PicIdx: UInt8 = 0, keyIdx: UInt8 = 0
    private var pictureID: UInt16 = 0
    /// What to add to the number in dependency descriptors.
    public private(set) var frameNumber: UInt16 = 0

    /// Nothing.
    public init() {}

    /// Lets a frame be the next behind one that was sent with a shift of its own. Both begin a frame of the lowest
    /// layers: streams are joined at keyframes. A counter that only one of them has stays as it is.
    public init(
        of first: FrameCounters, behind last: FrameCounters, sentWith shift: FrameShift,
        in place: FrameCounters.Place
    ) {
        if let from = first.pictureID, let sent = last.pictureID {
            pictureID = (sent.value &+ shift.pictureID &+ 1 &- from.value) & 0x7FFF
        }
        if let from = first.tl0PicIdx, let sent = last.tl0PicIdx {
            tl0PicIdx = sent &+ shift.tl0PicIdx &+ 1 &- from
        }
        if let from = first.keyIdx, let sent = last.keyIdx {
            keyIdx = (sent &+ shift.keyIdx &+ 1 &- from) & 0x1F
        }
        if let from = first.frameNumber, let sent = last.frameNumber {
            frameNumber = sent.value &+ shift.frameNumber &+ 1 &- from.value
        }
        self.place = pictureID == 0 && tl0PicIdx == 0 && keyIdx == 0 ? .none : place
    }

    /// The same behind so many frames of VP8 that were left out: its decoders take a picture ID that is missing for a loss. All
    /// other codecs count frames so that references, which are distances, stay true.
    public func closed(by frames: UInt16) -> FrameShift {
        var closed = self
        closed.pictureID = (pictureID &- frames) & 0x7FFF
        if closed.pictureID != 0 { closed.place = .vp8 }
        return closed
    }

    /// Whether there is nothing to do.
    @inline(__always)
    public var isNone: Bool { place == .none && frameNumber == 0 }

    /// Changes the counters in the payload at `offset`, whose descriptor they are in; what is behind that stays as it is, and so
    /// do counters that are not there. A payload that makes no sense is left alone.
    public func apply(to packet: inout MutableRawSpan, at offset: Int) {
        guard offset <= packet.byteCount else { return }
        switch place {
        case .none: return
        case .vp8:
            guard let head = VP8Descriptor(packet.bytes.extracting(offset..<packet.byteCount)) else { return }
            _ = head.rewrite(
                pictureID: (head.pictureID?.value ?? 0) &+ pictureID,
                tl0PicIdx: (head.tl0PicIdx ?? 0) &+ tl0PicIdx, keyIdx: (head.keyIdx ?? 0) &+ keyIdx,
                in: &packet, at: offset)
        case .vp9:
            guard let head = VP9Descriptor(packet.bytes.extracting(offset..<packet.byteCount)) else { return }
            _ = head.rewrite(
                pictureID: (head.pictureID?.value ?? 0) &+ pictureID,
                tl0PicIdx: (head.tl0PicIdx ?? 0) &+ tl0PicIdx, in: &packet, at: offset)
        }
    }
}
