import Bytes
import Simulation
import Testing

@testable import RTMP

@Suite struct ChunkReaderTests {
    private static let message = Message(
        kind: .video, streamID: 1, timestamp: 1000, payload: (0..<300).map { UInt8($0 & 0xFF) })

    private static func read(_ bytes: [UInt8], piece: Int = .max) -> Result<[Message], Violation> {
        var chunks = ChunkReader()
        var found: [Message] = []
        do throws(Violation) {
            var start = 0
            while start < bytes.count {
                let part = Array(bytes[start..<(piece < bytes.count - start ? start + piece : bytes.count)])
                var reader = ByteReader(part.bytes)
                while let message = try chunks.take(from: &reader) { found.append(message) }
                start += part.count
            }
        } catch {
            return .failure(error)
        }
        return .success(found)
    }

    @Test(
        "a message in chunks is put together, in pieces of any size", arguments: [1, 2, 3, 7, 127, 128, 999])
    func pieces(piece: Int) {
        let bytes = Client.chunks(Self.message) + Client.chunks(Self.message, on: 63)
        #expect(Self.read(bytes, piece: piece) == .success([Self.message, Self.message]))
    }

    @Test("our own chunks are read, with times of 32 bits too", arguments: [0, 0xFF_FFFE, 0xFF_FFFF, .max])
    func written(time: UInt32) {
        var message = Self.message
        message.timestamp = time
        var bytes: [UInt8] = []
        ChunkWriter().write(message, into: &bytes)
        #expect(Self.read(bytes, piece: 5) == .success([message]))
    }

    @Test("the four header types tell times by differences, and leave out what is as before")
    func headerTypes() throws {
        let bytes: [UInt8] =
            [4, 0, 0, 100, 0, 0, 1, 9, 1, 0, 0, 0, 0xA0]  // type 0: at 100, one octet, video, stream 1
            + [0x44, 0, 0, 40, 0, 0, 2, 8, 0xA1, 0xA2]  // type 1: 40 later, two octets, audio
            + [0x84, 0, 0, 20, 0xA3, 0xA4]  // type 2: 20 later
            + [0xC4, 0xA5, 0xA6]  // type 3: 20 later again
        let messages = try Self.read(bytes, piece: 1).get()
        #expect(messages.map(\.timestamp) == [100, 140, 160, 180])
        #expect(messages.map(\.kind) == [.video, .audio, .audio, .audio])
        #expect(messages.map(\.payload) == [[0xA0], [0xA1, 0xA2], [0xA3, 0xA4], [0xA5, 0xA6]])
        #expect(messages.allSatisfy { $0.streamID == 1 })
    }

    @Test("a message without header after an absolute time is as much later, where that can be meant")
    func afterAbsolute() throws {
        func times(_ first: [UInt8]) throws -> [UInt32] {
            try Self.read([4] + first + [0, 0, 1, 9, 1, 0, 0, 0, 0xA0, 0xC4, 0xA1]).get().map(\.timestamp)
        }
        #expect(try times([0, 0, 40]) == [40, 80])
        #expect(try times([1, 0, 0]) == [65536, 65536])
    }

    @Test("chunk streams are numbered by one, two or three octets, and interleave")
    func numbers() throws {
        let head: [UInt8] = [0, 0, 0, 0, 0, 2, 8, 0, 0, 0, 0]
        var chunks = ChunkReader()
        try chunks.setChunkSize(1)
        let bytes: [UInt8] =
            [5] + head + [1] + [0, 0] + head + [2] + [1, 0, 1] + head + [3]
            + [0xC0, 0, 12] + [0xC1, 0, 1, 13] + [0xC5, 11]
        var reader = ByteReader(bytes.bytes)
        var payloads: [[UInt8]] = []
        while let message = try chunks.take(from: &reader) { payloads.append(message.payload) }
        #expect(payloads == [[2, 12], [3, 13], [1, 11]])
    }

    @Test("an extended time is in each chunk, or only in the first as some senders have it")
    func extendedTimes() throws {
        let payload = [UInt8](repeating: 7, count: 200)
        let head: [UInt8] = [4, 0xFF, 0xFF, 0xFF, 0, 0, 200, 9, 1, 0, 0, 0, 1, 2, 3, 4]
        let rule = head + payload.prefix(128) + [0xC4, 1, 2, 3, 4] + payload.prefix(72)
        let habit = head + payload.prefix(128) + [0xC4] + payload.prefix(72)
        for bytes in [rule, habit] {
            for piece in [1, 3, 1000] {
                let messages = try Self.read(bytes, piece: piece).get()
                #expect(messages.map(\.payload) == [payload] && messages.first?.timestamp == 0x0102_0304)
            }
        }
    }

    @Test("a message that is given up is forgotten")
    func abort() throws {
        var chunks = ChunkReader()
        let bytes = Array(Client.chunks(Self.message, on: 5).prefix(140))
        var reader = ByteReader(bytes.bytes)
        let early = try chunks.take(from: &reader)
        chunks.abort(5)
        let next = Client.chunks(Self.message, on: 5)
        var more = ByteReader(next.bytes)
        let whole = try chunks.take(from: &more)
        #expect(early == nil && whole == Self.message)
    }

    @Test("what cannot be right, or is too much, ends it with a reason")
    func violations() {
        let long: [UInt8] = [4, 0, 0, 0, 0xFF, 0xFF, 0xFF, 9, 1, 0, 0, 0]
        // A chunk stream that has said nothing; a message inside another; kinds that there are not.
        #expect(Self.read([0x44, 0, 0, 40, 0, 0, 2, 8]) == .failure(.headerless(chunkStream: 4)))
        #expect(
            Self.read(Client.chunks(Self.message).prefix(140) + Client.chunks(Self.message))
                == .failure(.interrupted(chunkStream: 3)))
        #expect(Self.read([4, 0, 0, 0, 0, 0, 1, 99, 1, 0, 0, 0, 1]) == .failure(.unknownKind(99)))
        #expect(Self.read(long) == .failure(.messageTooLong(0xFF_FFFF, limit: ChunkReader.longestCommand)))
        var chunks = ChunkReader()
        #expect(throws: Violation.chunkSize(0)) { try chunks.setChunkSize(0) }
    }

    @Test("chunk streams without end, and unfinished messages without end, are not followed")
    func bounds() throws {
        let head: [UInt8] = [0, 0, 0, 0, 0, 2, 8, 0, 0, 0, 0]
        let many = (0..<100 as Range<UInt8>).reduce(into: [UInt8]()) { $0 += [0, $1] + head + [1, 1] }
        #expect(Self.read(many) == .failure(.tooManyChunkStreams))
        var chunks = ChunkReader()
        chunks.limit = ChunkReader.longestMessage
        try chunks.setChunkSize(11 << 20)
        let half = [UInt8](repeating: 1, count: 11 << 20)
        #expect(throws: Violation.tooMuchUnfinished) {
            for stream in [4, 5] as [UInt8] {
                let bytes = [stream, 0, 0, 0, 0xFF, 0xFF, 0xFF, 9, 1, 0, 0, 0] + half
                var reader = ByteReader(bytes.bytes)
                _ = try chunks.take(from: &reader)
            }
        }
    }
}

extension Result {
    fileprivate var isSuccess: Bool { if case .success = self { true } else { false } }
}
