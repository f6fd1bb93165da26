public import Bytes

/// What the frame in a packet depends on, readable without its payload (AV1 RTP, appendix A).
///
///      0                   1                   2
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |S|E|template id|          frame number         |  more only when the value is longer
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///
/// Most packets have just these three octets, and their template says the rest. Reading one of those allocates
/// nothing; only a structure does, once in a coded video sequence.
public struct DependencyDescriptor: Equatable, Sendable {
    /// Whether the packet has the frame's first octet.
    public var isFrameStart: Bool
    /// Whether the packet has the frame's last octet. More frames of the same picture may follow.
    public var isFrameEnd: Bool
    /// The template that the frame follows or nearly follows, 0 to 63.
    public var templateID: Int
    /// The frame's number in decode order; it wraps like a packet's.
    public var frameNumber: SequenceNumber
    /// The structure that this packet brings; `nil` in most. It replaces the one kept so far.
    public var structure: DependencyStructure?
    /// A bit for each decode target that is sent from here on; `nil` when that does not change.
    public var activeTargets: UInt32?
    /// Where the frame belongs and what it needs.
    public var frame: FrameDependencies

    /// A descriptor.
    public init(
        isFrameStart: Bool, isFrameEnd: Bool, templateID: Int, frameNumber: SequenceNumber,
        structure: DependencyStructure? = nil, activeTargets: UInt32? = nil, frame: FrameDependencies
    ) {
        self.isFrameStart = isFrameStart
        self.isFrameEnd = isFrameEnd
        self.templateID = templateID
        self.frameNumber = frameNumber
        self.structure = structure
        self.activeTargets = activeTargets
        self.frame = frame
    }

    /// Reads an extension's value with the structure that an earlier packet brought. `nil` when the value is
    /// broken, and when its template is of a structure that never arrived.
    public init?(_ value: RawSpan, structure known: DependencyStructure?) {
        var reader = ByteReader(value)
        guard let first = reader.readUInt8(), let number = reader.readUInt16() else { return nil }
        isFrameStart = first & 0x80 != 0
        isFrameEnd = first & 0x40 != 0
        templateID = Int(first & 0x3F)
        frameNumber = SequenceNumber(number)
        guard !reader.isAtEnd else {
            guard let frame = known?.template(templateID) else { return nil }
            self.frame = frame
            return
        }
        var bits = BitReader(reader.rest)
        guard let flags = bits.read(5) else { return nil }
        if flags & 0x10 != 0 {
            guard let fresh = DependencyStructure(&bits) else { return nil }
            structure = fresh
            activeTargets = fresh.allTargets
        }
        guard let current = structure ?? known, let template = current.template(templateID) else {
            return nil
        }
        if flags & 0x08 != 0 {
            guard let mask = bits.read(current.decodeTargets.count) else { return nil }
            activeTargets = mask
        }
        frame = template
        guard readCustom(&bits, flags, current) else { return nil }
    }

    /// Whether a value is of the first packet of a coded video sequence, with which decoding can begin: it begins a
    /// frame and brings a structure, which that packet must, and no other of libwebrtc's does (AV1 RTP §A.8.2). Looks at
    /// two octets and needs no structure.
    public static func startsSequence(_ value: RawSpan) -> Bool {
        guard let first = value.byte(at: 0), let flags = value.byte(at: 3) else { return false }
        return first & 0x80 != 0 && flags & 0x80 != 0
    }

    /// What differs from the template.
    private mutating func readCustom(
        _ bits: inout BitReader, _ flags: UInt32, _ structure: DependencyStructure
    ) -> Bool {
        (flags & 0x04 == 0 || frame.readIndications(&bits, structure.decodeTargets.count))
            && (flags & 0x02 == 0 || frame.readFrameDiffs(&bits))
            && (flags & 0x01 == 0 || frame.readChainDiffs(&bits, structure.chainCount, width: 8))
    }

    /// Writes the extension's value, for a reader that has `known` unless a structure is brought along.
    ///
    /// `false`, and nothing written, when the template is of neither, or the frame needs what the syntax cannot say.
    public func write(to writer: inout ByteWriter, structure known: DependencyStructure?) -> Bool {
        guard let current = structure ?? known, let template = current.template(templateID),
            frame.isSayable(chainCount: current.chainCount)
        else { return false }
        // Bringing a structure already says that all its targets are active.
        let mask = activeTargets.flatMap { structure != nil && $0 == current.allTargets ? nil : $0 }
        let hasOtherIndications = !frame.hasSameIndications(as: template)
        let hasOtherFrames = frame.frameDiffs != template.frameDiffs
        let hasOtherChains = frame.chainDiffs != template.chainDiffs

        writer.write((isFrameStart ? 0x80 : 0) | (isFrameEnd ? 0x40 : 0) | UInt8(templateID & 0x3F))
        writer.write(frameNumber.value)
        guard structure != nil || mask != nil || hasOtherIndications || hasOtherFrames || hasOtherChains
        else {
            return true
        }
        var bits = BitWriter()
        for flag in [structure != nil, mask != nil, hasOtherIndications, hasOtherFrames, hasOtherChains] {
            bits.write(flag, to: &writer)
        }
        structure?.write(&bits, to: &writer)
        if let mask { bits.write(mask, current.decodeTargets.count, to: &writer) }
        if hasOtherIndications { frame.writeIndications(&bits, current.decodeTargets.count, to: &writer) }
        if hasOtherFrames { frame.writeFrameDiffs(&bits, to: &writer) }
        if hasOtherChains { frame.writeChainDiffs(&bits, width: 8, to: &writer) }
        bits.flush(to: &writer)
        return true
    }
}
