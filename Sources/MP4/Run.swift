/// Samples of one track, one behind the other, as a fragment carries them.
public struct Run: Hashable, Sendable {
    /// The track's number.
    public let track: UInt32
    /// When the first is decoded, in ticks of the track's clock.
    public let decodeTime: UInt64
    /// The samples. Never empty.
    public let samples: [Sample]

    /// A run of at least one sample.
    public init(track: UInt32, decodeTime: UInt64, samples: [Sample]) {
        precondition(!samples.isEmpty, "a run has samples")
        self.track = track
        self.decodeTime = decodeTime
        self.samples = samples
    }

    /// How many octets the samples have.
    var byteCount: Int { samples.reduce(0) { $0 + $1.bytes.count } }
}
