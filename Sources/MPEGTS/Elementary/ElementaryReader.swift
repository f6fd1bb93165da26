internal import Bytes
internal import Media

/// Makes units of one stream's PES packets.
enum ElementaryReader {
    case pictures(PictureReader)
    case aac(AACReader)
    case opus(OpusReader)

    /// A reader of a kind; `nil` when it is none that we take.
    init?(_ kind: StreamKind) {
        switch kind {
        case .h264: self = .pictures(PictureReader(.h264))
        case .h265: self = .pictures(PictureReader(.h265))
        case .aac: self = .aac(AACReader())
        case .opus(let channels): self = .opus(OpusReader(channels: channels))
        case .unfit, .other: return nil
        }
    }

    /// How long a PES packet of it may be. A keyframe of 100 Mb/s has less; sound tells lengths of 16 bits.
    var limit: Int {
        if case .pictures = self { 8 << 20 } else { 256 << 10 }
    }

    /// Takes the contents of a PES packet.
    mutating func read(
        _ packet: [UInt8], on timeline: inout TransportTimeline, into units: inout [StreamUnit]
    ) {
        guard let head = PESPacket(packet.bytes) else { return }
        let payload = packet.bytes.extracting(head.payloadOffset..<packet.count)
        switch self {
        case .pictures(var reader):
            reader.read(payload, head, on: &timeline, into: &units)
            self = .pictures(reader)
        case .aac(var reader):
            reader.read(payload, head.shown.map { timeline.place($0) }, into: &units)
            self = .aac(reader)
        case .opus(var reader):
            reader.read(payload, head.shown.map { timeline.place($0) }, into: &units)
            self = .opus(reader)
        }
    }

    /// Something is missing in front of what comes next.
    mutating func discard() {
        if case .aac(var reader) = self {
            reader.discard()
            self = .aac(reader)
        }
    }
}
