/// What is wrong with a clip that was read from a file.
public enum ClipError: Error, Equatable, Sendable, CustomStringConvertible {
    /// It begins like none of the files that we know.
    case unknownFormat
    /// It is an IVF file with this other codec.
    case unknownCodec(String)
    /// It breaks off or contradicts itself, this many octets from its beginning.
    case damaged(at: Int)
    /// It has no keyframe, so nobody could begin to watch it.
    case noKeyframe

    /// What is wrong, for a person.
    public var description: String {
        switch self {
        case .unknownFormat:
            "this is no IVF file (VP8, VP9, AV1), no H.264 or H.265 stream (Annex B) and no Ogg file with Opus"
        case .unknownCodec(let name): "the IVF file holds \(name), where VP80, VP90 and AV01 are accepted"
        case .damaged(let place): "the file is damaged at octet \(place)"
        case .noKeyframe: "the clip has no keyframe"
        }
    }
}
