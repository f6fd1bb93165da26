import Bytes
import ICE
import Simulation
import Testing

@Suite struct StreamFramesTests {
    /// The frames in a stream that arrives in pieces of these sizes, and whether it broke.
    private func frames(in stream: [UInt8], pieces: [Int], limit: Int = 4096) -> ([[UInt8]], isBroken: Bool) {
        var frames = StreamFrames(maximumByteCount: limit)
        var found: [[UInt8]] = []
        var start = 0
        for piece in pieces + [stream.count] where start < stream.count {
            let bytes = Array(stream[start..<min(start + piece, stream.count)])
            start += bytes.count
            var reader = ByteReader(bytes.bytes)
            while frames.take(from: &reader) { found.append([UInt8](frames.frame)) }
        }
        return (found, frames.isBroken)
    }

    @Test("frames come back whole however the stream is cut")
    func anyCut() {
        var generator = SeededGenerator(seed: 3)
        for round in 0..<300 {
            let datagrams = (0..<5).map { _ in generator.bytes(1 + Int(generator.next() % 40)) }
            var stream: [UInt8] = []
            for datagram in datagrams { #expect(StreamFrames.append(datagram.bytes, to: &stream)) }
            let pieces = (0..<stream.count).map { _ in 1 + Int(generator.next() % UInt64(1 + round % 50)) }
            let (found, isBroken) = frames(in: stream, pieces: pieces)
            #expect(found == datagrams && !isBroken)
        }
    }

    @Test("a length is two octets in network order, and an empty frame is passed over")
    func layout() {
        let stream: [UInt8] = [0, 0, 0, 3, 7, 8, 9, 0, 0, 1, 0] + Array(repeating: 5, count: 256)
        #expect(frames(in: stream, pieces: []).0 == [[7, 8, 9], Array(repeating: 5, count: 256)])
    }

    @Test("a frame beyond the limit breaks the stream for good")
    func limit() {
        let stream: [UInt8] = [0, 4, 1, 2, 3, 4, 0, 5, 1, 2, 3, 4, 5, 0, 1, 9]
        let (found, isBroken) = frames(in: stream, pieces: [], limit: 4)
        #expect(found == [[1, 2, 3, 4]] && isBroken)
    }

    @Test("what no length can say is not written")
    func tooLarge() {
        var stream: [UInt8] = [1]
        #expect(!StreamFrames.append(Array(repeating: 0, count: 65_536).bytes, to: &stream))
        #expect(stream == [1])
        #expect(StreamFrames.append(Array(repeating: 0, count: 65_535).bytes, to: &stream))
    }

    @Test("giving memory back loses no frame that is under way")
    func release() {
        var frames = StreamFrames()
        let first: [UInt8] = [0, 2, 1], second: [UInt8] = [2, 0, 1, 9]
        var reader = ByteReader(first.bytes)
        let isEarly = frames.take(from: &reader)
        #expect(!isEarly)
        frames.releaseMemory()
        reader = ByteReader(second.bytes)
        var found: [[UInt8]] = []
        while frames.take(from: &reader) {
            found.append([UInt8](frames.frame))
            frames.releaseMemory()
        }
        #expect(found == [[1, 2], [9]])
    }
}
