import Bytes
import RTP

/// How a made-up publisher's video is made of spatial and temporal layers, as Chromium makes them, and what was sent of it.
struct Scalability {
    /// What tells servers of its layers.
    enum Form: CaseIterable, Sendable {
        /// VP8's descriptor.
        case vp8
        /// VP9's, with a pattern that all pictures keep to, and with references that each picture tells.
        case vp9Pattern, vp9References
        /// The heads of H.264's units.
        case h264
        /// The dependency descriptor.
        case dependencies
    }

    /// The frame of one picture and one spatial layer.
    struct Frame: Hashable {
        let picture: Int, spatialID: Int, temporalID: Int
        let isKey: Bool
        /// How many packets it has.
        let packets: Int
        /// The frames that it is predicted from.
        let needs: [Need]

        struct Need: Hashable {
            let picture: Int, spatialID: Int
        }
    }

    let form: Form
    let spatialCount: Int, temporalCount: Int
    /// Whether larger pictures are predicted from smaller ones at keyframes only.
    let isKeyOnly: Bool
    /// How many packets a frame has, by its spatial layer.
    var framePackets = [1, 2, 4]
    /// The frames by the running numbers of their packets.
    private(set) var frames: [Int64: Frame] = [:]
    /// How many pictures there were, and which of them is the last keyframe.
    private(set) var pictureCount = 0
    private var keyPicture = 0
    /// How many pictures of the lowest temporal layer there were, and how many keyframes.
    private var baseCount = 0, keyCount = 0

    init(_ form: Form, spatial: Int = 1, temporal: Int = 3, isKeyOnly: Bool = false) {
        self.form = form
        (spatialCount, temporalCount) = (spatial, temporal)
        self.isKeyOnly = isKeyOnly
    }

    /// The frames of the next picture, the smallest first.
    mutating func nextPicture(isKey: Bool) -> [Frame] {
        if isKey { (keyPicture, keyCount) = (pictureCount, keyCount + 1) }
        let picture = pictureCount
        pictureCount += 1
        let temporalID = self.temporalID(of: picture)
        if temporalID == 0 { baseCount += 1 }
        return (0..<spatialCount).map { spatialID in
            var needs =
                isKey ? [] : references(of: picture).map { Frame.Need(picture: $0, spatialID: spatialID) }
            if spatialID > 0, isKey || !isKeyOnly {
                needs.append(Frame.Need(picture: picture, spatialID: spatialID - 1))
            }
            return Frame(
                picture: picture, spatialID: spatialID, temporalID: temporalID, isKey: isKey,
                packets: framePackets[spatialID] * (isKey ? 2 : 1), needs: needs)
        }
    }

    /// Takes note of what a packet is of.
    mutating func note(_ number: Int64, _ frame: Frame) { frames[number] = frame }

    // MARK: The pattern

    private var period: Int { 1 << (temporalCount - 1) }

    private func temporalID(of picture: Int) -> Int {
        let phase = (picture - keyPicture) % period
        return phase == 0 ? 0 : temporalCount - 1 - phase.trailingZeroBitCount
    }

    /// Whether pictures of a cycle need only lower layers, and each other. Otherwise they need the cycle before as well.
    private func isSync(_ picture: Int) -> Bool {
        form != .vp8 && form != .vp9References || (picture - keyPicture) / period % 2 == 0
    }

    private func references(of picture: Int) -> [Int] {
        let phase = (picture - keyPicture) % period
        guard phase > 0 else { return [picture - period] }
        let below = phase & -phase
        var references = [picture - below]
        if phase == 3, form != .dependencies { references.append(picture - 2) }
        if phase < 3, !isSync(picture) {
            references.append(picture - (phase == 1 && period == 4 ? 2 : period))
        }
        return references
    }

    // MARK: What packets tell

    /// What heads the payload of a packet.
    func head(of frame: Frame, isFirst: Bool, isLast: Bool) -> [UInt8] {
        [UInt8](capacity: 32) { writer in
            switch form {
            case .vp8: writeVP8(frame, isFirst: isFirst, to: &writer)
            case .vp9Pattern, .vp9References:
                writeVP9(frame, isFirst: isFirst, isLast: isLast, to: &writer)
            case .h264: writeH264(frame, isFirst: isFirst, isLast: isLast, to: &writer)
            case .dependencies:
                writer.write(isFirst ? (frame.isKey && frame.spatialID == 0 ? 0x18 : 0x10) : 0x90 as UInt8)
            }
        } ?? []
    }

    /// How many octets of that servers may change.
    var changingByteCount: Int { form == .vp8 ? 6 : 0 }

    private func writeVP8(_ frame: Frame, isFirst: Bool, to writer: inout ByteWriter) {
        var head = VP8Descriptor(
            pictureID: PictureID(wide: UInt16(truncatingIfNeeded: 32_000 + frame.picture)),
            tl0PicIdx: UInt8(truncatingIfNeeded: 200 + baseCount), temporalID: UInt8(frame.temporalID),
            isLayerSync: frame.temporalID > 0 && isSync(frame.picture) && frame.needs.count == 1,
            keyIdx: UInt8(truncatingIfNeeded: keyCount) & 31)
        head.isPartitionStart = isFirst
        head.write(to: &writer)
        writer.write(isFirst && frame.isKey ? 0x00 : 0x01 as UInt8)
    }

    private func writeVP9(_ frame: Frame, isFirst: Bool, isLast: Bool, to writer: inout ByteWriter) {
        let isFlexible = form == .vp9References
        let before = frame.needs.filter { $0.picture < frame.picture }
        let isUp =
            isFlexible
            ? frame.temporalID > 0 && frame.needs.allSatisfy { temporalID(of: $0.picture) < frame.temporalID }
            : (frame.picture - keyPicture) % period != 3
        var head = VP9Descriptor(
            pictureID: PictureID(wide: UInt16(truncatingIfNeeded: 32_000 + frame.picture)),
            isInterPredicted: !before.isEmpty,
            layer: VP9Layer(
                temporalID: UInt8(frame.temporalID), spatialID: UInt8(frame.spatialID),
                isSwitchingUpPoint: isUp, dependsOnLowerLayer: before.count < frame.needs.count),
            tl0PicIdx: UInt8(truncatingIfNeeded: 200 + baseCount),
            flexibleReferences: isFlexible ? before.map { UInt8(frame.picture - $0.picture) } : nil)
        (head.isFrameStart, head.isFrameEnd) = (isFirst, isLast)
        let sizes = Self.sizes.prefix(spatialCount).map {
            VP9ScalabilityStructure.Size(width: $0.width, height: $0.height)
        }
        let isStructured = isFirst && frame.isKey && frame.spatialID == 0
        head.write(
            structure: isStructured
                ? VP9ScalabilityStructure(spatialLayerCount: spatialCount, sizes: Array(sizes)) : nil,
            to: &writer)
    }

    /// A slice in one unit or in fragments; of the highest layer it is one that no other needs.
    private func writeH264(_ frame: Frame, isFirst: Bool, isLast: Bool, to writer: inout ByteWriter) {
        let importance: UInt8 = frame.temporalID == temporalCount - 1 && temporalCount > 1 ? 0 : 0x40
        let type: UInt8 = frame.isKey ? 5 : 1
        guard frame.packets > 1 else { return writer.write(importance | type) }
        writer.write(importance | 28)
        writer.write((isFirst ? 0x80 : 0) | (isLast ? 0x40 : 0) | type)
    }

    /// How large pictures are.
    static let sizes = [(width: 320, height: 180), (width: 640, height: 360), (width: 1280, height: 720)]

    /// Writes a block of header extensions with the dependency descriptor of a packet, under identifier 1.
    func describe(_ frame: Frame, isFirst: Bool, isLast: Bool, to writer: inout ByteWriter) {
        guard form == .dependencies, let structure else { return }
        let perLayer = temporalCount + 1
        let template =
            Self.firstTemplate + frame.spatialID * perLayer + (frame.isKey ? 0 : frame.temporalID + 1)
        guard var facts = structure.template(template) else { return }
        facts.frameDiffs = FrameDifferences(
            frame.needs.map {
                UInt16((frame.picture - $0.picture) * spatialCount + frame.spatialID - $0.spatialID)
            })
        let descriptor = DependencyDescriptor(
            isFrameStart: isFirst, isFrameEnd: isLast, templateID: template,
            frameNumber: SequenceNumber(
                UInt16(truncatingIfNeeded: 65_000 + frame.picture * spatialCount + frame.spatialID)),
            structure: isFirst && frame.isKey && frame.spatialID == 0 ? structure : nil, frame: facts)
        let value = [UInt8](capacity: 250) { _ = descriptor.write(to: &$0, structure: structure) } ?? []
        let block = HeaderExtensionsWriter(.twoByte, to: &writer)
        block.begin(1, byteCount: value.count, to: &writer)
        writer.write(value.bytes)
        block.end(&writer)
    }

    /// Templates may be numbered from anywhere on.
    private static let firstTemplate = 5

    /// A template of keyframes and one of each temporal layer, for each spatial layer.
    private var structure: DependencyStructure? {
        let templates = (0..<spatialCount).flatMap { spatialID in
            [template(spatialID, 0, isKey: true)]
                + (0..<temporalCount).map { template(spatialID, $0, isKey: false) }
        }
        return DependencyStructure(
            templateIDOffset: Self.firstTemplate, targetCount: spatialCount * temporalCount,
            templates: templates,
            resolutions: Self.sizes.prefix(spatialCount).map {
                DependencyStructure.Resolution(width: $0.width, height: $0.height)
            })
    }

    private func template(_ spatialID: Int, _ temporalID: Int, isKey: Bool) -> FrameDependencies {
        let indications = (0..<spatialCount).flatMap { spatial in
            (0..<temporalCount).map { temporal -> DecodeTargetIndication in
                guard temporal >= temporalID,
                    spatial == spatialID || spatial > spatialID && (isKey || !isKeyOnly)
                else { return .notPresent }
                if spatial > spatialID { return isKey ? .switching : .required }
                return temporalID == 0 || temporal > temporalID ? .switching : .required
            }
        }
        return FrameDependencies(spatialID: spatialID, temporalID: temporalID, indications: indications)
    }
}
