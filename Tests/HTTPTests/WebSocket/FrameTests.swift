import Bytes
import Simulation
import Testing

@testable import HTTP

@Suite struct FrameTests {
    /// What a parser finds in bytes, one line a frame: its head, the unmasked payload, and how it ended.
    private func frames(_ bytes: [UInt8], masked: Bool = false, largest: Int = 1 << 20) -> [String] {
        var parser = FrameParser(expectsMask: masked, largestMessage: largest)
        var found: [String] = []
        var payload: [UInt8] = []
        var head: FrameHead?
        var offset = 0
        while true {
            switch parser.next(in: bytes.bytes, from: &offset) {
            case .nothing: return found
            case .head(let new):
                head = new
                payload = []
            case .payload(let range, let phase):
                payload.append(bytes.bytes.extracting(range), masking: head?.mask ?? 0, phase: phase)
            case .end:
                guard let head else { return found + ["end of nothing"] }
                let text = payload.count > 20 ? "\(payload.count)" : String(decoding: payload, as: UTF8.self)
                found.append("\(head.opcode)\(head.isFinal ? "" : "+") \(text)")
            case .failed(let failure): found.append("\(failure)")
            }
        }
    }

    @Test("the examples of RFC 6455 §5.7")
    func readsExamples() {
        #expect(frames([0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F]) == ["text Hello"])
        let masked: [UInt8] = [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58]
        #expect(frames(masked, masked: true) == ["text Hello"])
        let fragments: [UInt8] = [0x01, 0x03, 0x48, 0x65, 0x6C, 0x80, 0x02, 0x6C, 0x6F]
        #expect(frames(fragments) == ["text+ Hel", "continuation lo"])
        #expect(frames([0x89, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F]) == ["ping Hello"])
        let pong: [UInt8] = [0x8A, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58]
        #expect(frames(pong, masked: true) == ["pong Hello"])
        #expect(frames([0x82, 0x7E, 0x01, 0x00] + [UInt8](repeating: 1, count: 256)) == ["binary 256"])
        let long: [UInt8] = [0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0]
        #expect(frames(long + [UInt8](repeating: 1, count: 65_536)) == ["binary 65536"])
    }

    @Test(
        "frames that must not be are refused by their heads alone",
        arguments: [
            ([0xC1, 0x00], .reservedBits), ([0xA1, 0x00], .reservedBits), ([0x91, 0x00], .reservedBits),
            ([0x83, 0x00], .unknownOpcode), ([0x87, 0x00], .unknownOpcode), ([0x8B, 0x00], .unknownOpcode),
            ([0x8F, 0x00], .unknownOpcode), ([0x81, 0x80], .wrongMasking), ([0x09, 0x00], .malformedControl),
            ([0x08, 0x00], .malformedControl), ([0x89, 0x7E], .malformedControl),
            ([0x88, 0x7F], .malformedControl),
            ([0x80, 0x00], .strayContinuation), ([0x00, 0x00], .strayContinuation),
            ([0x82, 0x7E, 0x00, 0x7D], .malformedLength), ([0x82, 0x7E, 0x00, 0x00], .malformedLength),
            ([0x82, 0x7F, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], .malformedLength),
            ([0x82, 0x7F, 0x80, 0, 0, 0, 0, 0, 0, 0], .malformedLength),
            ([0x82, 0x7F, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .largeMessage),
            ([0x82, 0x7F, 0, 0, 0, 0, 0, 0x10, 0, 1], .largeMessage),
        ] as [([UInt8], WebSocketFailure)])
    func refuses(bytes: [UInt8], failure: WebSocketFailure) {
        #expect(frames(bytes) == ["\(failure)"])
        #expect(frames(Array(bytes.dropLast())) == [])
        #expect(frames(bytes + [0x81, 0x00]) == ["\(failure)"], "nothing is read behind it")
    }

    @Test("a client's frame must be masked")
    func wantsMask() {
        #expect(frames([0x81, 0x05], masked: true) == ["wrongMasking"])
        #expect(frames([0x81, 0x85], masked: true) == [])
    }

    @Test("fragments of a message follow each other, and only control frames come between")
    func ordersFragments() {
        let start: [UInt8] = [0x01, 0x01, 0x61]
        #expect(frames(start + [0x89, 0x00, 0x80, 0x01, 0x62]) == ["text+ a", "ping ", "continuation b"])
        #expect(frames(start + [0x81, 0x00]) == ["text+ a", "interruptedMessage"])
        #expect(frames(start + [0x02, 0x00]) == ["text+ a", "interruptedMessage"])
        #expect(
            frames(start + [0x80, 0x00, 0x80, 0x00]) == ["text+ a", "continuation ", "strayContinuation"])
    }

    @Test("a message is as large as its fragments together")
    func boundsMessages() {
        let fragments: [UInt8] = [0x02, 0x02, 1, 1, 0x00, 0x02, 2, 2, 0x80, 0x02, 3, 3]
        #expect(frames(fragments, largest: 6).count == 3)
        #expect(frames(fragments, largest: 5).suffix(1) == ["largeMessage"])
        #expect(frames([0x82, 0x06] + [1, 2, 3, 4, 5, 6] + fragments, largest: 6).count == 4)
        #expect(frames([0x89, 0x06] + [1, 2, 3, 4, 5, 6], largest: 5).count == 1, "a Ping is no message")
    }

    @Test(
        "what is written is read back, at every length form",
        arguments: [0, 1, 125, 126, 127, 65_535, 65_536, 70_000])
    func roundTrip(count: Int) {
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        var server = FrameWriter()
        var client = FrameWriter(masking: SeededGenerator(seed: 5))
        let (plain, masked) = (OutboundQueue(), OutboundQueue())
        server.write(.binary, ByteSlice(payload), to: plain)
        client.write(.binary, ByteSlice(payload), to: masked)
        let head = count < 126 ? 2 : count < 65_536 ? 4 : 10
        #expect(plain.count == head + count && masked.count == head + 4 + count)
        let expected = count > 20 ? "binary \(count)" : "binary " + String(decoding: payload, as: UTF8.self)
        #expect(frames(plain.take()) == [expected])
        #expect(frames(masked.take(), masked: true) == [expected])
    }

    @Test("each of a client's frames has a mask of its own, and its text is not to be seen")
    func masksAnew() {
        var client = FrameWriter(masking: SeededGenerator(seed: 5))
        let queue = OutboundQueue()
        client.write(text: "secret", to: queue)
        client.write(text: "secret", to: queue)
        let bytes = queue.take()
        #expect(Array(bytes[2..<6]) != Array(bytes[14..<18]))
        #expect(frames(bytes, masked: true) == ["text secret", "text secret"])
        #expect(!String(decoding: bytes, as: UTF8.self).contains("secret"))
    }
}
