internal import Bytes

/// The messages in an aggregate message (RTMP 1.0 §7.1.6): FLV tags, whose times count from the first one's.
enum AggregateParts {
    /// The parts, with their times as if they had come alone; `nil` when it cannot be right.
    static func read(_ message: Message) -> [Message]? {
        var reader = ByteReader(message.payload.bytes)
        var parts: [Message] = []
        var shift: UInt32?
        while !reader.isAtEnd {
            guard let type = reader.readUInt8(), let size = reader.readUInt24(),
                let low = reader.readUInt24(), let high = reader.readUInt8(), reader.skip(3),
                let payload = reader.read(Int(size)), reader.skip(4)
            else { return nil }
            let time = UInt32(high) << 24 | low
            let first = shift ?? (message.timestamp &- time)
            shift = first
            guard let kind = Message.Kind(rawValue: type), [.audio, .video, .dataAMF0].contains(kind) else {
                continue
            }
            parts.append(
                Message(
                    kind: kind, streamID: message.streamID, timestamp: time &+ first,
                    payload: [UInt8](payload)))
        }
        return parts
    }
}
