/// How an Opus decoder is set up. RTP says nothing about it, and decoders take whatever comes (RFC 7587 §4.1).
public struct OpusConfiguration: Hashable, Sendable {
    /// Channels of the output, 1 or 2.
    public let channelCount: Int

    /// Opus always counts time in these (RFC 7587 §4.1).
    public static let sampleRate = 48_000

    /// Samples that a decoder throws away at the start: 80 ms, the least that a stream joined somewhere needs
    /// (Opus in ISO BMFF §4.3.2). Informative there; players do not act on it in fragmented files.
    static let preSkip: UInt16 = 3840

    /// One or two channels; the packets of WebRTC tell no more.
    public init(channelCount: Int = 2) {
        self.channelCount = min(max(channelCount, 1), 2)
    }

    /// The contents of `dOps`: version, channels, pre-skip, sample rate, gain, mapping family. Big-endian, other than
    /// in Ogg (Opus in ISO BMFF §4.3.2).
    public var record: [UInt8] {
        [
            0, UInt8(channelCount), UInt8(Self.preSkip >> 8), UInt8(Self.preSkip & 0xFF),
            0, 0, 0xBB, 0x80, 0, 0, 0,
        ]
    }
}
