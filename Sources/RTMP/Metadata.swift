/// What a publisher tells of its stream in front (`onMetaData`).
public struct Metadata: Hashable, Sendable {
    /// Whether there will be pictures and sound; `nil` where it does not say.
    public let hasVideo: Bool?, hasAudio: Bool?
    /// What made the stream.
    public let encoder: String?

    init(_ value: AMFValue) {
        hasVideo = Self.isAnnounced(value["videocodecid"])
        hasAudio = Self.isAnnounced(value["audiocodecid"])
        encoder = value["encoder"]?.text
    }

    /// A codec's number, or its FourCC as a text; 0 is none for pictures, and for sound what nobody sends.
    private static func isAnnounced(_ codec: AMFValue?) -> Bool? {
        switch codec {
        case .number(let number): number != 0
        case .string(let text): !text.isEmpty
        default: nil
        }
    }
}
