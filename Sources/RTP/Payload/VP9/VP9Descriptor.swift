public import Bytes

/// What heads every VP9 payload (RFC 9628 §4.2).
///
///      0 1 2 3 4 5 6 7
///     +-+-+-+-+-+-+-+-+
///     |I|P|L|F|B|E|V|Z|  what follows, and start and end of a layer's frame
///     |M| picture ID  |  when I: 7 bits, or with M 15 in two octets
///     | TID |U| SID |D|  when L
///     |  TL0PICIDX    |  when L and not F
///     |   P_DIFF    |N|  when P and F: up to three references, N says that another follows
///     |  structure    |  when V, see `VP9ScalabilityStructure`
///     +-+-+-+-+-+-+-+-+
///
/// A picture is the frames of all spatial layers with one timestamp; they share the picture ID, and the RTP marker
/// ends the picture while B and E bound each layer's frame. Reading allocates nothing: the structure is only passed
/// over, and read by who wants it.
public struct VP9Descriptor: Hashable, Sendable {
    /// The picture's number.
    public var pictureID: PictureID?
    /// Whether the frame needs earlier pictures.
    public var isInterPredicted: Bool
    /// Whether references are told frame by frame, and not by the structure's pattern.
    public var isFlexible: Bool
    /// Whether the payload is the first of its layer's frame.
    public var isFrameStart: Bool
    /// Whether the payload is the last of its layer's frame.
    public var isFrameEnd: Bool
    /// Whether no higher spatial layer needs this frame.
    public var isNotReferenceForHigherLayers: Bool
    /// The frame's layers; `nil` in a stream without.
    public var layer: VP9Layer?
    /// How many frames of the lowest temporal layer there were, modulo 256; only beside `layer`, and not in flexible
    /// mode.
    public var tl0PicIdx: UInt8?
    /// How many references are told, 0 to 3.
    public private(set) var referenceCount = 0
    /// How many pictures back each reference is, an octet each, the first one lowest.
    private var references: UInt32 = 0
    /// Where the structure is in the payload; empty when there is none.
    private var structureRange = 0..<0

    /// A descriptor of a frame's first payload. References, up to three of 1 to 127 pictures back, are told only in
    /// flexible mode.
    public init(
        pictureID: PictureID? = nil, isInterPredicted: Bool, layer: VP9Layer? = nil, tl0PicIdx: UInt8? = nil,
        flexibleReferences: [UInt8]? = nil, isNotReferenceForHigherLayers: Bool = false
    ) {
        self.pictureID = pictureID
        self.isInterPredicted = isInterPredicted
        self.layer = layer
        self.isNotReferenceForHigherLayers = isNotReferenceForHigherLayers
        isFlexible = flexibleReferences != nil
        isFrameStart = true
        isFrameEnd = true
        // The index has its place by these two, so it is there exactly when they say so.
        self.tl0PicIdx = layer != nil && flexibleReferences == nil ? tl0PicIdx ?? 0 : nil
        guard isInterPredicted else { return }
        for reference in (flexibleReferences ?? []).prefix(3) { append(reference: reference) }
    }

    /// Reads the descriptor in front of a payload.
    public init?(_ payload: RawSpan) {
        var reader = ByteReader(payload)
        guard let first = reader.readUInt8() else { return nil }
        isInterPredicted = first & 0x40 != 0
        isFlexible = first & 0x10 != 0
        isFrameStart = first & 0x08 != 0
        isFrameEnd = first & 0x04 != 0
        isNotReferenceForHigherLayers = first & 0x01 != 0
        if first & 0x80 != 0 {
            guard let id = PictureID(&reader) else { return nil }
            pictureID = id
        }
        if first & 0x20 != 0 {
            guard let octet = reader.readUInt8() else { return nil }
            layer = VP9Layer(octet)
            if !isFlexible {
                guard let index = reader.readUInt8() else { return nil }
                tl0PicIdx = index
            }
        }
        if isInterPredicted, isFlexible {
            guard readReferences(&reader) else { return nil }
        }
        guard first & 0x02 != 0 else { return }
        let start = reader.offset
        guard VP9ScalabilityStructure.skip(&reader) else { return nil }
        structureRange = start..<reader.offset
    }

    /// At least one reference, at most three.
    private mutating func readReferences(_ reader: inout ByteReader) -> Bool {
        while referenceCount < 3 {
            guard let octet = reader.readUInt8() else { return false }
            append(reference: octet >> 1)
            if octet & 0x01 == 0 { return true }
        }
        return false
    }

    private mutating func append(reference: UInt8) {
        references |= UInt32(reference & 0x7F) << UInt32(8 * referenceCount)
        referenceCount += 1
    }

    /// How many pictures back a reference is, 0 to 127; `index` must be below `referenceCount`.
    public func reference(at index: Int) -> UInt8 {
        precondition(index >= 0 && index < referenceCount, "there is no reference at this index")
        return UInt8(truncatingIfNeeded: references >> UInt32(8 * index))
    }

    /// The structure in the payload that this descriptor was read from; `nil` when it brings none.
    public func structure(in payload: RawSpan) -> VP9ScalabilityStructure? {
        guard !structureRange.isEmpty else { return nil }
        var reader = ByteReader(payload)
        guard reader.skip(structureRange.lowerBound) else { return nil }
        return VP9ScalabilityStructure(&reader)
    }

    /// Whether the payload holds the beginning of a key picture: the first octets of a frame of the lowest spatial
    /// layer that needs no earlier picture.
    public var startsKeyframe: Bool {
        isFrameStart && !isInterPredicted && (layer?.spatialID ?? 0) == 0
    }

    /// Whether a payload holds the beginning of a key picture.
    public static func startsKeyframe(_ payload: RawSpan) -> Bool {
        VP9Descriptor(payload)?.startsKeyframe ?? false
    }

    /// How many octets the descriptor takes, with the structure that it was read with.
    public var byteCount: Int {
        structureRange.isEmpty ? headByteCount : structureRange.upperBound
    }

    /// How many octets it takes without a structure.
    var headByteCount: Int {
        tl0Offset + (tl0PicIdx == nil ? 0 : 1) + referenceCount
    }

    private var tl0Offset: Int {
        1 + (pictureID?.byteCount ?? 0) + (layer == nil ? 0 : 1)
    }

    /// Writes the descriptor, with a structure where a keyframe's first payload brings one.
    public func write(structure: VP9ScalabilityStructure? = nil, to writer: inout ByteWriter) {
        writer.write(flags(hasStructure: structure != nil))
        pictureID?.write(to: &writer)
        if let layer { writer.write(layer.octet) }
        if let tl0PicIdx { writer.write(tl0PicIdx) }
        for index in 0..<referenceCount {
            writer.write(reference(at: index) << 1 | (index + 1 < referenceCount ? 1 : 0))
        }
        structure?.write(to: &writer)
    }

    private func flags(hasStructure: Bool) -> UInt8 {
        let what: UInt8 =
            (pictureID != nil ? 0x80 : 0) | (isInterPredicted ? 0x40 : 0) | (layer != nil ? 0x20 : 0)
        let bounds: UInt8 = (isFlexible ? 0x10 : 0) | (isFrameStart ? 0x08 : 0) | (isFrameEnd ? 0x04 : 0)
        return what | bounds | (hasStructure ? 0x02 : 0) | (isNotReferenceForHigherLayers ? 0x01 : 0)
    }

    /// Replaces the counters in the payload at `offset` that this descriptor was read from, as a forwarder does when
    /// it goes from one stream to another. Counters that are not there stay away, and none changes its width. `false`,
    /// and perhaps some written, when the payload is not there.
    public func rewrite(
        pictureID number: UInt16, tl0PicIdx index: UInt8, in packet: inout MutableRawSpan, at offset: Int
    ) -> Bool {
        if let pictureID, !pictureID.replaced(by: number).store(in: &packet, at: offset + 1) { return false }
        return tl0PicIdx == nil || packet.store(index, at: offset + tl0Offset)
    }
}
