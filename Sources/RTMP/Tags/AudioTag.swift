internal import Bytes
internal import Media

/// A message of sound (FLV 10.1 annex E.4.2, Enhanced RTMP v2 "ExAudioTagHeader").
enum AudioTag {
    /// The packet type that only sound numbers so.
    private static let multitrack: UInt8 = 5

    /// Reads a message; `nil` when it cannot be right.
    static func read(_ payload: RawSpan) -> MediaTag? {
        var reader = ByteReader(payload)
        guard let first = reader.readUInt8() else { return .nothing }
        switch first >> 4 {
        case 9: return readEnhanced(first, &reader, of: payload)
        case 10:
            // Rate, size and channels are in the configuration.
            guard let type = reader.readUInt8() else { return nil }
            let contents = [UInt8](reader.rest)
            return type == 0
                ? .configuration(.aac, contents)
                : contents.isEmpty
                    ? .nothing : .unit(.aac, isKeyframe: true, compositionTime: 0, contents)
        case let format: return .unfit(name(of: format))
        }
    }

    private static func readEnhanced(
        _ first: UInt8, _ reader: inout ByteReader, of payload: RawSpan
    ) -> MediaTag? {
        guard let head = TagHead(&reader, packetType: first & 0x0F, multitrack: multitrack) else {
            return nil
        }
        guard let codec = FourCC.audio(head.fourCC) else { return .unfit(FourCC.text(head.fourCC)) }
        let contents = [UInt8](payload.extracting(head.contents))
        switch head.packetType {
        case TagHead.sequenceStart: return .configuration(codec, contents)
        case TagHead.codedFrames where !contents.isEmpty:
            return .unit(codec, isKeyframe: true, compositionTime: 0, contents)
        default: return .nothing
        }
    }

    private static func name(of format: UInt8) -> String {
        switch format {
        case 0, 3: "PCM"
        case 1: "ADPCM"
        case 2, 14: "MP3"
        case 4, 5, 6: "Nellymoser"
        case 7, 8: "G.711"
        case 11: "Speex"
        default: "audio format \(format)"
        }
    }
}
