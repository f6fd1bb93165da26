internal import Bytes

/// Cuts messages into chunks (RTMP 1.0 §5.3).
///
/// Each message has its full header: what a server tells a publisher is little, and nothing is to be remembered.
struct ChunkWriter {
    /// How long our chunks are. The other side was told before a message needs it.
    static let chunkSize = 4096
    /// How long they are until then.
    private(set) var size = 128

    /// The message that tells the other side, after which chunks are that long.
    mutating func announceSize(into bytes: inout [UInt8]) {
        var payload: [UInt8] = []
        payload.append(bigEndian: UInt32(Self.chunkSize))
        write(Message(kind: .setChunkSize, payload: payload), into: &bytes)
        size = Self.chunkSize
    }

    /// Adds a message. What is of the protocol itself goes by chunk stream 2 (§5.4), all else by 3.
    func write(_ message: Message, into bytes: inout [UInt8]) {
        let stream: UInt8 = message.kind.rawValue <= Message.Kind.setPeerBandwidth.rawValue ? 2 : 3
        let isExtended = message.timestamp >= 0xFF_FFFF
        bytes.append(stream)
        bytes.append(bigEndian24: isExtended ? 0xFF_FFFF : message.timestamp)
        bytes.append(bigEndian24: UInt32(truncatingIfNeeded: message.payload.count))
        bytes.append(message.kind.rawValue)
        bytes.append(bigEndian: message.streamID.byteSwapped)
        if isExtended { bytes.append(bigEndian: message.timestamp) }
        var rest = message.payload[...]
        while true {
            bytes += rest.prefix(size)
            rest = rest.dropFirst(size)
            guard !rest.isEmpty else { return }
            bytes.append(0xC0 | stream)
            if isExtended { bytes.append(bigEndian: message.timestamp) }
        }
    }
}

extension [UInt8] {
    /// Adds the low 24 bits of a number.
    fileprivate mutating func append(bigEndian24 value: UInt32) {
        append(UInt8(truncatingIfNeeded: value >> 16))
        append(bigEndian: UInt16(truncatingIfNeeded: value))
    }
}
