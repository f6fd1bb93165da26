public import Bytes

/// What heads every VP8 payload (RFC 7741 §4.2).
///
///      0 1 2 3 4 5 6 7
///     +-+-+-+-+-+-+-+-+
///     |X|R|N|S|R| PID |  extended, non-reference, start of partition, partition
///     |I|L|T|K| RSV   |  when X: what follows
///     |M| picture ID  |  when I: 7 bits, or with M 15 in two octets
///     |  TL0PICIDX    |  when L: counts frames of the lowest temporal layer
///     |TID|Y| KEYIDX  |  when T or K: temporal layer, layer sync, counts keyframes
///     +-+-+-+-+-+-+-+-+
public struct VP8Descriptor: Hashable, Sendable {
    /// Whether no other frame needs this one.
    public var isNonReference: Bool
    /// Whether the payload starts a partition.
    public var isPartitionStart: Bool
    /// Which partition the payload's first octet belongs to, 0 to 7.
    public var partition: UInt8
    /// The frame's number; it may change its width in mid-stream.
    public var pictureID: PictureID?
    /// How many frames of the lowest temporal layer there were, modulo 256.
    public var tl0PicIdx: UInt8?
    /// The temporal layer, 0 to 3.
    public var temporalID: UInt8?
    /// Whether the frame needs only the lowest temporal layer, so that one can switch up here. Without meaning when
    /// there is no temporal layer.
    public var isLayerSync: Bool
    /// How many keyframes there were, modulo 32.
    public var keyIdx: UInt8?

    /// A descriptor of a frame's first payload.
    public init(
        pictureID: PictureID? = nil, tl0PicIdx: UInt8? = nil, temporalID: UInt8? = nil,
        isLayerSync: Bool = false,
        keyIdx: UInt8? = nil, isNonReference: Bool = false
    ) {
        isPartitionStart = true
        partition = 0
        self.isNonReference = isNonReference
        self.pictureID = pictureID
        self.tl0PicIdx = tl0PicIdx
        self.temporalID = temporalID.map { $0 & 0x03 }
        self.isLayerSync = isLayerSync
        self.keyIdx = keyIdx.map { $0 & 0x1F }
    }

    /// Reads the descriptor in front of a payload.
    public init?(_ payload: RawSpan) {
        var reader = ByteReader(payload)
        guard let first = reader.readUInt8() else { return nil }
        isNonReference = first & 0x20 != 0
        isPartitionStart = first & 0x10 != 0
        partition = first & 0x07
        isLayerSync = false
        guard first & 0x80 != 0 else { return }
        guard let fields = reader.readUInt8() else { return nil }
        if fields & 0x80 != 0 {
            guard let id = PictureID(&reader) else { return nil }
            pictureID = id
        }
        if fields & 0x40 != 0 {
            guard let index = reader.readUInt8() else { return nil }
            tl0PicIdx = index
        }
        guard fields & 0x30 != 0 else { return }
        guard let layer = reader.readUInt8() else { return nil }
        if fields & 0x20 != 0 {
            temporalID = layer >> 6
            isLayerSync = layer & 0x20 != 0
        }
        if fields & 0x10 != 0 { keyIdx = layer & 0x1F }
    }

    /// Whether a payload holds the beginning of a keyframe: the first octet of the first partition with its
    /// inverse keyframe flag clear (RFC 7741 §4.3).
    public static func startsKeyframe(_ payload: RawSpan) -> Bool {
        guard let descriptor = VP8Descriptor(payload), descriptor.isFrameStart,
            let head = payload.byte(at: descriptor.byteCount)
        else { return false }
        return head & 0x01 == 0
    }

    /// Whether the payload is a frame's first.
    public var isFrameStart: Bool { isPartitionStart && partition == 0 }

    /// How many octets the descriptor takes.
    public var byteCount: Int {
        fields == 0 ? 1 : keyOffset + (temporalID != nil || keyIdx != nil ? 1 : 0)
    }

    /// The octet that says what follows; 0 when nothing does.
    private var fields: UInt8 {
        (pictureID != nil ? 0x80 : 0) | (tl0PicIdx != nil ? 0x40 : 0) | (temporalID != nil ? 0x20 : 0)
            | (keyIdx != nil ? 0x10 : 0)
    }

    private var tl0Offset: Int { 2 + (pictureID?.byteCount ?? 0) }
    private var keyOffset: Int { tl0Offset + (tl0PicIdx != nil ? 1 : 0) }

    /// Writes the descriptor.
    public func write(to writer: inout ByteWriter) {
        let first: UInt8 = (isNonReference ? 0x20 : 0) | (isPartitionStart ? 0x10 : 0) | (partition & 0x07)
        guard fields != 0 else {
            writer.write(first)
            return
        }
        writer.write(first | 0x80)
        writer.write(fields)
        pictureID?.write(to: &writer)
        if let tl0PicIdx { writer.write(tl0PicIdx) }
        if temporalID != nil || keyIdx != nil { writer.write(layerOctet) }
    }

    private var layerOctet: UInt8 {
        (temporalID ?? 0) << 6 | (temporalID != nil && isLayerSync ? 0x20 : 0) | (keyIdx ?? 0) & 0x1F
    }

    /// Replaces the counters in the payload at `offset` that this descriptor was read from, as a forwarder does when
    /// it goes from one stream to another. Counters that are not there stay away, and none changes its width. `false`,
    /// and perhaps some written, when the payload is not there.
    public func rewrite(
        pictureID number: UInt16, tl0PicIdx index: UInt8, keyIdx: UInt8, in packet: inout MutableRawSpan,
        at offset: Int
    ) -> Bool {
        if let pictureID, !pictureID.replaced(by: number).store(in: &packet, at: offset + 2) { return false }
        if tl0PicIdx != nil, !packet.store(index, at: offset + tl0Offset) { return false }
        guard self.keyIdx != nil else { return true }
        var changed = self
        changed.keyIdx = keyIdx
        return packet.store(changed.layerOctet, at: offset + keyOffset)
    }
}
