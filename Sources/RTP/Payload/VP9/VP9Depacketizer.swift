import Bytes

/// Puts VP9 pictures together from RTP payloads (RFC 9628).
///
/// Give it the payloads of one picture in order, and then `finish`. When packets are missing, `reset` and drop the
/// rest of the picture.
public struct VP9Depacketizer: Sendable {
    /// The most octets a picture may have.
    private let maximumByteCount: Int
    /// The frames so far.
    private var bytes: [UInt8] = []
    /// Where the frames are that have ended.
    private var frames: [Range<Int>] = []
    /// Where the frame starts that has not ended.
    private var openFrame: Int?
    /// Whether a payload was refused, so that the picture cannot be whole.
    private var isBroken = false

    /// A depacketizer for pictures of at most `maximumByteCount` octets; 4 MiB is a large keyframe in 4K.
    public init(maximumByteCount: Int = 4 << 20) {
        self.maximumByteCount = maximumByteCount
    }

    /// Adds the next payload; `false` when it cannot be right, or the picture grows too large. It is lost then.
    public mutating func append(_ payload: RawSpan) -> Bool {
        var reader = ByteReader(payload)
        guard !isBroken, let descriptor = VP9Descriptor(payload), reader.skip(descriptor.byteCount),
            descriptor.isFrameStart == (openFrame == nil), !reader.isAtEnd,
            bytes.count + reader.remaining <= maximumByteCount
        else {
            isBroken = true
            return false
        }
        let start = openFrame ?? bytes.count
        bytes.append(reader.rest)
        openFrame = start
        if descriptor.isFrameEnd {
            frames.append(start..<bytes.count)
            openFrame = nil
        }
        return true
    }

    /// The picture; `nil` when it is not whole. Begins anew.
    public mutating func finish() -> VP9Picture? {
        defer { reset() }
        return isBroken || openFrame != nil || frames.isEmpty ? nil : VP9Picture(bytes: bytes, frames: frames)
    }

    /// Forgets the picture and begins anew.
    public mutating func reset() {
        bytes = []
        frames = []
        openFrame = nil
        isBroken = false
    }
}
