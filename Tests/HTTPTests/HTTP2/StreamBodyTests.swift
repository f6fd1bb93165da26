import Bytes
import Testing

@testable import HTTP

@Suite struct StreamBodyTests {
    /// The next `count` bytes.
    private func take(_ count: Int, from body: inout StreamBody) -> [UInt8] {
        let outbound = OutboundQueue()
        body.move(count, to: outbound)
        return outbound.take()
    }

    @Test("pieces are taken in order, across their edges")
    func takesAcrossPieces() {
        var body = StreamBody()
        for piece in [[1, 2], [], [3], [4, 5, 6]] as [[UInt8]] { body.append(ByteSlice(piece)) }
        #expect(body.waiting == 6)
        #expect(take(1, from: &body) == [1])
        #expect(take(4, from: &body) == [2, 3, 4, 5])
        body.append(ByteSlice([7]))
        #expect(take(99, from: &body) == [6, 7])
        #expect(body.waiting == 0)
        #expect(take(1, from: &body) == [])
        #expect(!body.isComplete)
    }

    @Test("a thousand pieces come out as they went in, while more are added")
    func keepsOrder() {
        var body = StreamBody()
        var taken: [UInt8] = []
        for round in 0..<1000 {
            body.append(ByteSlice([UInt8(truncatingIfNeeded: round), 0]))
            if round % 3 == 0 { taken += take(3, from: &body) }
        }
        taken += take(.max, from: &body)
        #expect(taken == (0..<1000).flatMap { [UInt8(truncatingIfNeeded: $0), 0] })
    }

    @Test("a length that was told cuts what is more, and tells what is less")
    func keepsPromise() {
        var body = StreamBody(length: 3)
        body.append(ByteSlice([1, 2]))
        var short = body
        let shortIsWhole = short.finish()
        body.append(ByteSlice([3, 4]))
        let isWhole = body.finish()
        #expect(!shortIsWhole && isWhole)
        #expect(take(9, from: &body) == [1, 2, 3])
    }
}
