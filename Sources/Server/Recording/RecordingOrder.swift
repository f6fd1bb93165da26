import Packaging

/// What the packaging loop wants of the disk.
enum RecordingOrder: Sendable {
    /// A recording begins.
    case begin(Recording)
    /// There is more of it.
    case add(RecordedPiece, to: VideoName)
    /// Its tracks and marked moments are these now.
    case describe([RecordedTrack], [Marker], of: VideoName)
    /// It ends.
    case end(VideoName)
    /// A stream that was to be recorded cannot be, for its codec.
    case impossible(stream: String, codec: String)
}
