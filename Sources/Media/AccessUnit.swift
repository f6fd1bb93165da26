public import Timing

/// What is decoded at one moment: a picture with all its layers, or one audio frame.
///
/// The currency of everything behind WebRTC: packaging, recording, transcoding and ingest. Its octets are as a
/// sample of ISO BMFF has them:
///
///     H.264, H.265   NAL units, each behind its length in four octets
///     AV1            a temporal unit without its delimiter, each OBU with its size
///     VP8, VP9       a frame, or a superframe
///     Opus, AAC      one packet; for AAC a raw data block without ADTS
public struct AccessUnit: Hashable, Sendable {
    /// The coded picture or sound.
    public var bytes: [UInt8]
    /// When it is decoded, in ticks of its track's clock, not wrapping; the origin is the track's own.
    public var decodeTime: Int64
    /// How many ticks later than it is decoded it is shown. Only pictures that are sent out of order have any.
    public var compositionOffset: Int32
    /// How many ticks it lasts, where it says so itself: sound does, pictures last until the next one.
    public var duration: Int64?
    /// Whether decoding can begin with it.
    public var isSync: Bool
    /// When it was captured, on our axis; `nil` where the sender did not say.
    public var captured: Instant?

    /// A unit that is shown when it is decoded unless told otherwise.
    public init(
        _ bytes: [UInt8], decodeTime: Int64, compositionOffset: Int32 = 0, duration: Int64? = nil,
        isSync: Bool = true, captured: Instant? = nil
    ) {
        self.bytes = bytes
        self.decodeTime = decodeTime
        self.compositionOffset = compositionOffset
        self.duration = duration
        self.isSync = isSync
        self.captured = captured
    }
}
