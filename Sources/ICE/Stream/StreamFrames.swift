public import Bytes

/// Finds the frames in a TCP stream between ICE agents: each is a datagram behind its length in 16 bits
/// (RFC 6544 §3, RFC 4571 §2).
///
///     while frames.take(from: &reader) { use(frames.frame) }
///     if frames.isBroken { close the connection }
///
/// It holds at most one frame, so a slow sender costs `maximumByteCount` and no more.
public struct StreamFrames {
    /// The length and the octets of the frame that is being read.
    private var buffer: [UInt8] = []
    /// How many octets the frame has; `nil` while its length is not whole.
    private var expected: Int?
    /// The largest frame that is taken.
    private let maximumByteCount: Int
    /// Whether the frame in the buffer is whole.
    private var isWhole = false
    /// Whether a frame was announced that is larger than we take. Nothing can be read from then on.
    public private(set) var isBroken = false

    /// A reader at the start of a stream. Peers send what they would send as datagrams, so 4 KiB are plenty.
    public init(maximumByteCount: Int = 4096) {
        self.maximumByteCount = maximumByteCount
    }

    /// Reads on; `true` when a frame is whole and `frame` shows it until the next call, `false` when `reader` has
    /// no more or the stream is broken. Empty frames, which keep connections open, are passed over.
    public mutating func take(from reader: inout ByteReader) -> Bool {
        if isWhole { startFrame() }
        while !isBroken {
            guard let expected else {
                guard readLength(from: &reader) else { return false }
                continue
            }
            let missing = Self.headByteCount + expected - buffer.count
            guard let part = reader.read(min(missing, reader.remaining)) else { return false }
            buffer.append(part)
            guard part.byteCount == missing else { return false }
            isWhole = true
            return true
        }
        return false
    }

    /// The frame that `take` found; empty when it found none.
    public var frame: RawSpan {
        @_lifetime(borrow self)
        get {
            let bytes = buffer.bytes
            return bytes.extracting(isWhole ? Self.headByteCount..<bytes.byteCount : 0..<0)
        }
    }

    /// Gives back the memory of frames that are done; for connections that fell silent.
    public mutating func releaseMemory() {
        guard isWhole || buffer.isEmpty else { return }
        buffer = []
        startFrame()
    }

    /// Appends `datagram` as a frame; `false`, and nothing appended, when no length can say how large it is.
    public static func append(_ datagram: RawSpan, to stream: inout [UInt8]) -> Bool {
        guard let length = UInt16(exactly: datagram.byteCount) else { return false }
        stream.append(bigEndian: length)
        stream.append(datagram)
        return true
    }

    /// Makes ready for the next frame.
    private mutating func startFrame() {
        buffer.removeAll(keepingCapacity: true)
        expected = nil
        isWhole = false
    }

    /// Reads the length, in one piece or two; `false` when the stream does not have it yet.
    private mutating func readLength(from reader: inout ByteReader) -> Bool {
        while buffer.count < Self.headByteCount {
            guard let octet = reader.readUInt8() else { return false }
            buffer.append(octet)
        }
        let length = Int(buffer[0]) << 8 | Int(buffer[1])
        isBroken = length > maximumByteCount
        if length == 0 {
            startFrame()
        } else {
            expected = length
        }
        return true
    }

    /// The octets of the length.
    private static let headByteCount = 2
}
