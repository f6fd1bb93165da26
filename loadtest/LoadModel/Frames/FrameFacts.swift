import Bytes
import RTP

/// What a frame says about itself that tells whether it can be decoded: the little that codecs have in common.
struct FrameFacts: Sendable {
    /// How a frame names those it needs.
    enum Naming: UInt8, Sendable {
        /// Not at all: it needs the one before it.
        case none
        /// It counts frames, and needs the one before it.
        case counted
        /// It counts the frames of the lowest temporal layer; higher ones need those (VP8, VP9 non-flexible).
        case layered
        /// It lists the frames that it needs (VP9 flexible, AV1 with the dependency descriptor).
        case listed
    }

    /// How it names the frames that it needs.
    var naming = Naming.none
    /// Whether it needs none, and decoding may begin here.
    var isKeyframe = false
    /// Whether no other frame needs it.
    var isDisposable = false
    /// Whether it needs a lower spatial layer that is not there.
    var lacksLowerLayer = false
    /// Whether a viewer may go up to its temporal layer here.
    var isLayerSync = false
    /// Its temporal layer.
    var temporalID: UInt8 = 0
    /// How many bits its number has.
    var numberWidth: UInt8 = 16
    /// How many references it lists.
    var referenceCount: UInt8 = 0
    /// Its number among frames; with H.264, among those that others need.
    var number: UInt16 = 0
    /// Its number among frames of the lowest temporal layer, modulo 256.
    var base: UInt8 = 0
    /// How many frames back each reference is, the first `referenceCount` of them.
    var references = InlineArray<8, UInt16>(repeating: 0)

    /// Adds a reference. More than eight no codec has.
    mutating func addReference(_ distance: UInt16) {
        guard referenceCount < 8 else { return }
        references[Int(referenceCount)] = distance
        referenceCount += 1
    }

    /// How far `number` is ahead of another number of the same width; negative when it is behind.
    func distance(from other: UInt16) -> Int {
        let modulus = 1 << Int(numberWidth)
        let ahead = (Int(number) - Int(other)) & (modulus - 1)
        return ahead >= modulus / 2 ? ahead - modulus : ahead
    }
}

extension FrameFacts {
    /// What a VP8 frame's first payload says (RFC 7741 §4.2); `nil` for another payload.
    init?(vp8 payload: borrowing PacketView) {
        guard let descriptor = VP8Descriptor(payload.payload), descriptor.isFrameStart else { return nil }
        isKeyframe = VP8Descriptor.startsKeyframe(payload.payload)
        isDisposable = descriptor.isNonReference
        isLayerSync = descriptor.isLayerSync
        temporalID = descriptor.temporalID ?? 0
        note(descriptor.pictureID, base: descriptor.temporalID == nil ? nil : descriptor.tl0PicIdx)
    }

    /// Whether a payload of H.265 has the beginning of a unit: it is no later fragment of one (RFC 7798 §4.4.3). Such heads
    /// count nothing, so that a picture needs the one before it.
    static func beginsUnit(h265 payload: RawSpan) -> Bool {
        guard let head = payload.byte(at: 0) else { return false }
        let isFragment = head >> 1 & 0x3F == 49
        return !isFragment || payload.byte(at: 2).map { $0 & 0x80 != 0 } ?? false
    }

    /// What a VP9 picture's first payload says (RFC 9628 §4.2); `nil` for another payload.
    ///
    /// The pattern of a structure is not followed: without references frame by frame, the count of the lowest
    /// temporal layer decides.
    init?(vp9 payload: borrowing PacketView) {
        guard let descriptor = VP9Descriptor(payload.payload), descriptor.isFrameStart else { return nil }
        isKeyframe = descriptor.startsKeyframe
        isLayerSync = descriptor.layer?.isSwitchingUpPoint ?? false
        temporalID = descriptor.layer?.temporalID ?? 0
        lacksLowerLayer = descriptor.layer?.dependsOnLowerLayer ?? false
        note(descriptor.pictureID, base: descriptor.tl0PicIdx)
        guard descriptor.isFlexible, descriptor.pictureID != nil else { return }
        naming = .listed
        for index in 0..<descriptor.referenceCount { addReference(UInt16(descriptor.reference(at: index))) }
    }

    /// What an AV1 temporal unit's first payload says; `nil` for another payload. Without a dependency descriptor that
    /// is just whether a coded video sequence begins (AV1 RTP §4.4).
    init?(av1 payload: borrowing PacketView, _ structure: inout DependencyStructure?) {
        guard let header = AV1AggregationHeader(payload.payload), !header.continuesUnit else { return nil }
        isKeyframe = header.startsSequence
        guard let descriptor = DependencyDescriptor(payload.dependencies, structure: structure) else {
            return
        }
        if let fresh = descriptor.structure { structure = fresh }
        guard descriptor.isFrameStart else { return nil }
        naming = .listed
        number = descriptor.frameNumber.value
        temporalID = UInt8(truncatingIfNeeded: descriptor.frame.temporalID)
        let differences = descriptor.frame.frameDiffs
        isKeyframe = differences.count == 0 && descriptor.frame.spatialID == 0
        for index in 0..<differences.count { addReference(UInt16(truncatingIfNeeded: differences[index])) }
    }

    /// Takes the numbers of VP8 and VP9.
    private mutating func note(_ id: PictureID?, base: UInt8?) {
        if let id {
            (number, numberWidth, naming) = (id.value, id.isWide ? 15 : 7, .counted)
        }
        if let base { (self.base, naming) = (base, .layered) }
    }
}
