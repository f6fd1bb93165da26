public import Media

/// A track as its initialisation section tells of it.
public struct Track: Hashable, Sendable {
    /// Its number in the file, from 1 on.
    public let id: UInt32
    /// Ticks of its times in a second.
    public let timescale: UInt32
    /// What its decoder must know.
    public let configuration: CodecConfiguration

    /// A track with a number that no other of its file has.
    public init(id: UInt32, timescale: UInt32, configuration: CodecConfiguration) {
        precondition(id > 0 && timescale > 0, "a track has a number and a clock")
        self.id = id
        self.timescale = timescale
        self.configuration = configuration
    }

    /// Whether it is a track of pictures.
    var isVideo: Bool { configuration.codec.isVideo }
}
