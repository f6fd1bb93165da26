public import Media

/// Tells of each packet of a stream which layers it is of: by its dependency descriptor (AV1 RTP, appendix A), or else
/// by the descriptor of VP8 (RFC 7741 §4.2) or VP9 (RFC 9628 §4.2), or by the heads of H.264's units (RFC 6184 §5.3). All
/// other streams have no layers for us.
///
/// What tells wins over what is told twice: descriptors are readable where payloads are hidden from us, and say of each frame
/// what VP9's pattern says of pictures.
public struct LayerReader: Sendable {
    /// Where payloads tell of layers.
    public enum Form: Sendable {
        /// Nowhere.
        case none
        /// In the descriptor of VP8, or of VP9.
        case vp8, vp9
        /// In the heads of H.264's units, which say of what no other picture needs that it may be left out. Of how many layers an
        /// encoder makes there are two for us.
        case h264
    }

    /// The newest timestamp; `nil` before the first packet.
    private var newest: RTPTimestamp?
    /// The structure of the descriptors; `nil` before a packet brought one.
    private var structure: DependencyStructure?
    /// Which temporal layer VP9's last pictures are of.
    private var pictures = RecentPictures()
    /// Which layer H.264's newest picture is of; `nil` before a slice told.
    private var present: UInt8?
    /// The highest layers that there were.
    private var highest: (spatialID: UInt8, temporalID: UInt8) = (0, 0)
    /// How large the pictures of each spatial layer are, the smallest first; empty while that is not known.
    public private(set) var sizes: [PictureSize] = []

    /// A reader of a stream of which nothing came yet.
    public init() {}

    /// Reads a packet, whose payload has a form. Packets come in order but for those that are late.
    public mutating func read(
        _ payload: RawSpan, as form: Form, descriptor: RawSpan?, timestamp: RTPTimestamp,
        isMarked: Bool
    ) -> FrameLayers {
        let isNewPicture = newest.map { timestamp.isAfter($0) } ?? true
        if isNewPicture { (newest, present) = (timestamp, nil) }
        var layers = FrameLayers()
        layers.endsFrame = isMarked
        var startsFrame = false
        if let descriptor {
            startsFrame = readDependencies(descriptor, to: &layers)
        } else {
            switch form {
            case .none: return layers
            case .vp8: startsFrame = readVP8(payload, to: &layers)
            case .vp9: startsFrame = readVP9(payload, to: &layers)
            case .h264:
                readH264(payload, to: &layers)
                startsFrame = isNewPicture
            }
        }
        highest.spatialID = max(highest.spatialID, layers.spatialID)
        highest.temporalID = max(highest.temporalID, layers.temporalID)
        // Receivers of VP8 wait for all picture IDs before a frame of a higher layer.
        layers.closesUp = startsFrame && form == .vp8
        // Where there are no layers nobody has to look at where pictures start.
        layers.startsPicture = startsFrame && isNewPicture && highest != (0, 0)
        if layers.rise.to >= highest.temporalID { layers.rise.to = .max }
        return layers
    }

    // MARK: Parts

    /// Whether the packet starts a frame.
    private mutating func readDependencies(_ value: RawSpan, to layers: inout FrameLayers) -> Bool {
        guard let descriptor = DependencyDescriptor(value, structure: structure) else { return false }
        if let fresh = descriptor.structure {
            structure = fresh
            sizes = fresh.resolutions.compactMap { PictureSize(width: $0.width, height: $0.height) }
        }
        layers.spatialID = UInt8(truncatingIfNeeded: descriptor.frame.spatialID)
        layers.temporalID = UInt8(truncatingIfNeeded: descriptor.frame.temporalID)
        layers.endsFrame = descriptor.isFrameEnd
        guard descriptor.isFrameStart, let structure else { return descriptor.isFrameStart }
        // "Switch": all that follows of the target can be decoded if this frame can be (AV1 RTP §A.4).
        for (index, target) in structure.decodeTargets.enumerated()
        where descriptor.frame[index] == .switching && target.spatialID == descriptor.frame.spatialID {
            let to = max(layers.rise.to, UInt8(truncatingIfNeeded: target.temporalID))
            layers.rise = FrameLayers.Rise(from: layers.temporalID, to: to)
        }
        return true
    }

    private mutating func readVP8(_ payload: RawSpan, to layers: inout FrameLayers) -> Bool {
        guard let head = VP8Descriptor(payload) else { return false }
        layers.temporalID = head.temporalID ?? 0
        // It needs the lowest layer only (RFC 7741 §4.2, Y); what follows of the layers between may need more.
        if head.isLayerSync, layers.temporalID > 0 {
            layers.rise = FrameLayers.Rise(from: layers.temporalID - 1, to: layers.temporalID)
        }
        return head.isFrameStart
    }

    private mutating func readVP9(_ payload: RawSpan, to layers: inout FrameLayers) -> Bool {
        guard let head = VP9Descriptor(payload) else { return false }
        layers.endsFrame = head.isFrameEnd
        if head.startsKeyframe, let structure = head.structure(in: payload) {
            sizes = structure.sizes.compactMap { PictureSize(width: $0.width, height: $0.height) }
        }
        guard let layer = head.layer else { return head.isFrameStart }
        (layers.spatialID, layers.temporalID) = (layer.spatialID, layer.temporalID)
        layers.rise = pictures.rise(at: head, layer)
        if let id = head.pictureID { pictures.note(id, temporalID: layer.temporalID) }
        return head.isFrameStart
    }

    private mutating func readH264(_ payload: RawSpan, to layers: inout FrameLayers) {
        if let isNeeded = NALPayload.isNeeded(payload) {
            layers.temporalID = isNeeded ? 0 : 1
            present = layers.temporalID
        } else if NALPayload.isSupplement(payload) {
            // Behind the first slice it is of that picture, whose end it may be. In front of it nobody knows yet what that is,
            // and decoders do without.
            layers.temporalID = present ?? highest.temporalID
        }
        // What may be left out needs only what may not.
        layers.rise = FrameLayers.Rise(from: 0, to: 1)
    }
}
