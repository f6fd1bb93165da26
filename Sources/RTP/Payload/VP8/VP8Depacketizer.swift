import Bytes

/// Puts VP8 frames together from RTP payloads (RFC 7741).
///
/// Give it the payloads of one frame in order, and then `finish`. When packets are missing, `reset` and drop the rest
/// of the frame.
public struct VP8Depacketizer: Sendable {
    /// The most octets a frame may have.
    private let maximumByteCount: Int
    /// The frame so far.
    private var frame: [UInt8] = []
    /// Whether a payload was refused, so that the frame cannot be whole.
    private var isBroken = false

    /// A depacketizer for frames of at most `maximumByteCount` octets; 4 MiB is a large keyframe in 4K.
    public init(maximumByteCount: Int = 4 << 20) {
        self.maximumByteCount = maximumByteCount
    }

    /// Adds the next payload; `false` when it cannot be right, or the frame grows too large. It is lost then.
    public mutating func append(_ payload: RawSpan) -> Bool {
        var reader = ByteReader(payload)
        guard !isBroken, let descriptor = VP8Descriptor(payload), reader.skip(descriptor.byteCount),
            // The start of a frame comes first, and only there.
            descriptor.isFrameStart == frame.isEmpty, !reader.isAtEnd,
            frame.count + reader.remaining <= maximumByteCount
        else {
            isBroken = true
            return false
        }
        frame.append(reader.rest)
        return true
    }

    /// The frame; `nil` when it is not whole. Begins anew.
    public mutating func finish() -> [UInt8]? {
        defer { reset() }
        return isBroken || frame.isEmpty ? nil : frame
    }

    /// Forgets the frame and begins anew.
    public mutating func reset() {
        frame = []
        isBroken = false
    }
}
