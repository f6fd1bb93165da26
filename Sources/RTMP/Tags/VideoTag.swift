internal import Bytes
internal import Media

/// A message of pictures (FLV 10.1 annex E.4.3, Enhanced RTMP v2 "ExVideoTagHeader").
enum VideoTag {
    /// Packet types of Enhanced RTMP that only pictures have.
    private static let codedFramesX: UInt8 = 3, metadata: UInt8 = 4, multitrack: UInt8 = 6
    /// Frame types: a keyframe, one that a server made, and a word to the player instead of a picture.
    private static let keyframe: UInt8 = 1, generatedKeyframe: UInt8 = 4, command: UInt8 = 5

    /// Reads a message; `nil` when it cannot be right.
    static func read(_ payload: RawSpan) -> MediaTag? {
        var reader = ByteReader(payload)
        // Some senders announce the end by a message of nothing.
        guard let first = reader.readUInt8() else { return .nothing }
        return first & 0x80 == 0
            ? readLegacy(first, &reader) : readEnhanced(first, &reader, of: payload)
    }

    private static func readLegacy(_ first: UInt8, _ reader: inout ByteReader) -> MediaTag? {
        guard first >> 4 != command else { return .nothing }
        guard first & 0x0F == 7 else { return .unfit(name(ofLegacy: first & 0x0F)) }
        guard let type = reader.readUInt8(), let time = readCompositionTime(&reader) else { return nil }
        switch type {
        case 0: return .configuration(.h264, [UInt8](reader.rest))
        case 1:
            return .unit(
                .h264, isKeyframe: isKeyframe(first >> 4), compositionTime: time, [UInt8](reader.rest))
        default: return .nothing
        }
    }

    private static func readEnhanced(
        _ first: UInt8, _ reader: inout ByteReader, of payload: RawSpan
    ) -> MediaTag? {
        let frameType = first >> 4 & 7
        guard frameType != command, first & 0x0F != metadata else { return .nothing }
        guard let head = TagHead(&reader, packetType: first & 0x0F, multitrack: multitrack) else {
            return nil
        }
        guard head.packetType != metadata else { return .nothing }
        guard let codec = FourCC.video(head.fourCC) else { return .unfit(FourCC.text(head.fourCC)) }
        var contents = ByteReader(payload.extracting(head.contents))
        var time: Int32 = 0
        switch head.packetType {
        case TagHead.sequenceStart: return .configuration(codec, [UInt8](contents.rest))
        case TagHead.codedFrames:
            // Only codecs whose pictures may be sent out of order have the time.
            if codec == .h264 || codec == .h265 {
                guard let told = readCompositionTime(&contents) else { return nil }
                time = told
            }
        case codedFramesX: break
        default: return .nothing
        }
        return .unit(
            codec, isKeyframe: isKeyframe(frameType), compositionTime: time, [UInt8](contents.rest))
    }

    /// 24 bits with a sign.
    private static func readCompositionTime(_ reader: inout ByteReader) -> Int32? {
        reader.readUInt24().map { Int32(bitPattern: $0 << 8) >> 8 }
    }

    private static func isKeyframe(_ frameType: UInt8) -> Bool {
        frameType == keyframe || frameType == generatedKeyframe
    }

    private static func name(ofLegacy codec: UInt8) -> String {
        switch codec {
        case 2: "Sorenson H.263"
        case 3: "Screen Video"
        case 4, 5: "VP6"
        case 6: "Screen Video 2"
        case 12: "H.265 without Enhanced RTMP"
        default: "video codec \(codec)"
        }
    }
}
