internal import Media

/// What a track of a recording is.
public struct RecordedTrack: Hashable, Sendable {
    /// Which one.
    public let kind: TrackKind
    /// Its codec as players are told it, such as `avc1.42c01f`.
    public let codec: String
    /// How large its pictures are, in pixels.
    public let width: Int?, height: Int?

    /// A track.
    public init(kind: TrackKind, codec: String, width: Int? = nil, height: Int? = nil) {
        self.kind = kind
        self.codec = codec
        self.width = width
        self.height = height
    }

    /// The tracks of a stream as it is now.
    public static func tracks(of snapshot: StreamSnapshot) -> [RecordedTrack] {
        snapshot.renditions.compactMap { rendition in
            rendition.configuration.map { configuration in
                RecordedTrack(
                    kind: rendition.kind, codec: configuration.codecString,
                    width: configuration.pictureSize?.width, height: configuration.pictureSize?.height)
            }
        }
    }
}
