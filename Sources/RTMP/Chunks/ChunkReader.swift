internal import Bytes

/// Puts messages together from the chunks of a connection, in pieces of any size (RTMP 1.0 §5.3).
///
///     +--------------+----------------+--------------------+------------+
///     | Basic Header | Message Header | Extended Timestamp | Chunk Data |
///     +--------------+----------------+--------------------+------------+
///
/// It holds no more than has come: what a header announces is not believed before.
struct ChunkReader {
    /// The longest message: more than any keyframe of a publisher.
    static let longestMessage = 16 << 20
    /// The longest of somebody who was not let publish: commands are much shorter.
    static let longestCommand = 64 << 10
    /// How much may wait in messages that are not whole: one of the longest, and what others interleave with it.
    static let mostUnfinished = 20 << 20
    /// How many chunk streams are followed. Encoders use four.
    static let mostChunkStreams = 64

    /// The longest message that is taken now.
    var limit = ChunkReader.longestCommand
    /// How long chunks of the other side are (§5.4.1).
    private(set) var chunkSize = 128
    /// What is known of each chunk stream.
    private var streams: [UInt32: ChunkStream] = [:]
    /// What came of a header that is not whole.
    private var head: [UInt8] = []
    /// What was taken for an extended timestamp and is chunk data.
    private var carried: [UInt8] = []
    /// The chunk whose data comes next, and how much of it is still to come.
    private var chunk: (stream: UInt32, left: Int)?
    /// How much waits in messages that are not whole.
    private var unfinished = 0

    // MARK: What arrives

    /// Reads on; the next message that is whole, `nil` when `reader` has no more.
    mutating func take(from reader: inout ByteReader) throws(Violation) -> Message? {
        while true {
            if let (number, left) = chunk {
                if let message = try takeData(of: number, left, from: &reader) { return message }
                if chunk != nil { return nil }
            } else if !(try takeHead(from: &reader)) {
                return nil
            }
        }
    }

    // MARK: Commands

    /// The other side's chunks are that long from now on. No message is longer than `longestMessage`, so nothing is
    /// gained by believing more.
    mutating func setChunkSize(_ size: UInt32) throws(Violation) {
        let size = size & 0x7FFF_FFFF
        guard size > 0 else { throw .chunkSize(size) }
        chunkSize = min(Int(size), Self.longestMessage)
    }

    /// The other side gives up the message that it has begun on a chunk stream (§5.4.2).
    mutating func abort(_ number: UInt32) {
        guard let stream = streams[number], stream.isInside else { return }
        unfinished -= stream.payload.count
        _ = streams[number]?.takePayload()
    }

    // MARK: Headers

    /// Reads a header, octet by octet; `false` when it is not whole yet.
    private mutating func takeHead(from reader: inout ByteReader) throws(Violation) -> Bool {
        while true {
            if let whole = wholeHead() { return try begin(whole) }
            if let byte = carried.first {
                carried.removeFirst()
                head.append(byte)
            } else if let byte = reader.readUInt8() {
                head.append(byte)
            } else {
                return false
            }
        }
    }

    /// A header as it was read.
    private struct Head {
        var format: UInt8
        var stream: UInt32
        /// The field of the message header, and what is behind it where that is full.
        var time: UInt32 = 0
        var extended: UInt32?
        var length: UInt32 = 0
        var kind: UInt8 = 0
        var streamID: UInt32 = 0
    }

    /// The header, once all of it is there.
    private func wholeHead() -> Head? {
        var reader = ByteReader(head.bytes)
        guard let first = reader.readUInt8(), let stream = Self.chunkStream(first & 0x3F, &reader) else {
            return nil
        }
        var found = Head(format: first >> 6, stream: stream)
        if found.format < 3 {
            guard let time = reader.readUInt24() else { return nil }
            found.time = time
        }
        if found.format < 2 {
            guard let length = reader.readUInt24(), let kind = reader.readUInt8() else { return nil }
            (found.length, found.kind) = (length, kind)
        }
        if found.format == 0 {
            // The one little-endian field (§5.3.1.2.1).
            guard let id = reader.readUInt32() else { return nil }
            found.streamID = id.byteSwapped
        }
        let isExtended = found.format < 3 ? found.time == 0xFF_FFFF : streams[stream]?.extended != nil
        guard isExtended else { return found }
        guard let extended = reader.readUInt32() else { return nil }
        found.extended = extended
        return found
    }

    /// The chunk stream that a basic header of one to three octets names (§5.3.1.1).
    private static func chunkStream(_ low: UInt8, _ reader: inout ByteReader) -> UInt32? {
        switch low {
        case 0: reader.readUInt8().map { UInt32($0) + 64 }
        case 1: reader.readUInt16().map { UInt32($0.byteSwapped) + 64 }
        default: UInt32(low)
        }
    }

    /// A chunk begins, and with it a message unless it goes on with one.
    private mutating func begin(_ found: Head) throws(Violation) -> Bool {
        var found = found
        guard var stream = streams[found.stream] ?? (found.format == 0 ? ChunkStream() : nil) else {
            throw .headerless(chunkStream: found.stream)
        }
        head = []
        if found.format == 3, let extended = found.extended, extended != stream.extended {
            // §5.3.1.3 has it in every chunk; some senders leave it out in chunks that go on with a message.
            carried.append(bigEndian: extended)
            found.extended = nil
        }
        guard !stream.isInside || found.format == 3 else { throw .interrupted(chunkStream: found.stream) }
        if !stream.isInside {
            try read(found, into: &stream)
        }
        if streams[found.stream] == nil, streams.count >= Self.mostChunkStreams { throw .tooManyChunkStreams }
        chunk = (found.stream, min(chunkSize, stream.length - stream.payload.count))
        streams[found.stream] = stream
        return true
    }

    private func read(_ found: Head, into stream: inout ChunkStream) throws(Violation) {
        if found.format < 2 {
            guard found.length <= limit else {
                throw .messageTooLong(Int(found.length), limit: limit)
            }
            (stream.length, stream.kind) = (Int(found.length), found.kind)
        }
        if found.format == 0 { stream.streamID = found.streamID }
        if found.format < 3 { stream.extended = found.extended }
        stream.begin(format: found.format, time: found.extended ?? found.time)
    }

    // MARK: Data

    /// Takes what there is of a chunk's data; the message once it is whole.
    private mutating func takeData(
        of number: UInt32, _ left: Int, from reader: inout ByteReader
    ) throws(Violation) -> Message? {
        guard var stream = streams[number] else { return nil }
        // Taken out, so that what came is not copied with each piece.
        streams[number] = nil
        defer { streams[number] = stream }
        var left = left
        let early = carried.prefix(left)
        stream.payload += early
        carried.removeFirst(early.count)
        left -= early.count
        let count = min(left, reader.remaining)
        if count > 0, let part = reader.read(count) { stream.payload.append(part) }
        left -= count
        unfinished += early.count + count
        guard unfinished <= min(Self.mostUnfinished, 4 * limit) else { throw .tooMuchUnfinished }
        chunk = left > 0 ? (number, left) : nil
        guard left == 0, stream.payload.count == stream.length else { return nil }
        unfinished -= stream.length
        guard let kind = Message.Kind(rawValue: stream.kind) else { throw .unknownKind(stream.kind) }
        return Message(
            kind: kind, streamID: stream.streamID, timestamp: stream.timestamp, payload: stream.takePayload())
    }
}
