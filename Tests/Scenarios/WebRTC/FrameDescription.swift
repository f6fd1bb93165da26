import Bytes
import RTP

/// The dependency descriptors of a stream of one layer, each frame of which needs the one before.
enum FrameDescription {
    /// A template of keyframes, and one of all others.
    private static let structure = DependencyStructure(
        templateIDOffset: 0, targetCount: 1,
        templates: [
            FrameDependencies(spatialID: 0, temporalID: 0, indications: [.switching], chainDiffs: [0]),
            FrameDependencies(
                spatialID: 0, temporalID: 0, indications: [.switching], frameDiffs: [1], chainDiffs: [1]),
        ],
        chainOfTarget: [0])

    /// Writes a block of header extensions with the descriptor of one packet of a frame, under identifier 1.
    static func write(
        _ number: Int64, isFirst: Bool, isLast: Bool, isKeyframe: Bool, to writer: inout ByteWriter
    ) {
        guard let template = structure?.template(isKeyframe ? 0 : 1) else { return }
        let descriptor = DependencyDescriptor(
            isFrameStart: isFirst, isFrameEnd: isLast, templateID: isKeyframe ? 0 : 1,
            frameNumber: SequenceNumber(UInt16(truncatingIfNeeded: number)),
            structure: isFirst && isKeyframe ? structure : nil, frame: template)
        let value = [UInt8](capacity: 64) { _ = descriptor.write(to: &$0, structure: structure) } ?? []
        let block = HeaderExtensionsWriter(.oneByte, to: &writer)
        block.begin(1, byteCount: value.count, to: &writer)
        writer.write(value.bytes)
        block.end(&writer)
    }
}
