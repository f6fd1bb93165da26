/// The tracks of a stream: one of pictures, one of sound. Each is a rendition of its own.
public enum TrackKind: Int, Hashable, Sendable, CaseIterable {
    case video
    case audio

    /// Its folder below the stream's, and what its playlists are called by.
    public var name: String { self == .video ? "video" : "audio" }
}
