import Bytes

/// Puts H.264 pictures together from RTP payloads (RFC 6184): single units, STAP-A and FU-A, which is all that
/// packetization modes 0 and 1 have.
///
/// Give it the payloads of one picture in order, and then `finish`. When packets are missing, `reset` and drop the
/// rest of the picture: a fragment does not say what came before it.
public struct H264Depacketizer: Sendable {
    private var assembler: NALAssembler

    /// A depacketizer for pictures of at most `maximumByteCount` octets; 4 MiB is a large keyframe in 4K.
    public init(maximumByteCount: Int = 4 << 20) {
        assembler = NALAssembler(.h264, maximumByteCount: maximumByteCount)
    }

    /// Adds the next payload; `false` when it cannot be right, or the picture grows too large. It is lost then.
    public mutating func append(_ payload: RawSpan) -> Bool {
        assembler.append(payload)
    }

    /// The picture, each unit behind its length in four octets; `nil` when it is not whole. Begins anew.
    public mutating func finish() -> [UInt8]? {
        assembler.finish()
    }

    /// Forgets the picture and begins anew.
    public mutating func reset() {
        assembler.reset()
    }

    /// Whether a payload holds the beginning of a keyframe: an IDR slice or the sequence parameters in front of it,
    /// as a unit, in a STAP-A or as first fragment. Looks at heads only.
    ///
    /// A keyframe of several slices has several such payloads, all with one timestamp.
    public static func startsKeyframe(_ payload: RawSpan) -> Bool {
        NALPayload.startsKeyframe(payload, .h264)
    }
}
