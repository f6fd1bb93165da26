public import Bytes

/// A part on its way to a recording: the same octets that players get.
public struct RecordedPiece: Sendable {
    /// The track that it is of.
    public let kind: TrackKind
    /// How many of the track came before it in the recording: a hole in these numbers is one in the recording.
    public let index: Int
    /// The number of its segment.
    public let segment: Int
    /// Whether its segment begins with it.
    public let beginsSegment: Bool
    /// Whether that has nothing to do with the one before.
    public let isDiscontinuous: Bool
    /// The initialisation section that it needs, and the number of that.
    public let initialization: ByteSlice
    public let initializationNumber: Int
    /// Its octets.
    public let bytes: ByteSlice
    /// How long it lasts.
    public let duration: Duration
}
