import Bytes
import RTP
import Simulation
import Testing

@Suite struct GenericNACKTests {
    @Test("an entry names a packet and any of the sixteen after it")
    func bits() {
        let bytes: [UInt8] = [
            0x81, 205, 0, 4, 0, 0, 0, 1, 0, 0, 0, 2,
            0xFF, 0xF0, 0x80, 0x01,  // 65520, +1, +16
            0x00, 0x05, 0x00, 0x00,  // 5
        ]
        #expect(messages(in: bytes) == [.nack(SSRC(1), SSRC(2), [65_520, 65_521, 0, 5])])
        let numbers = [65_520, 65_521, 0, 5].map { SequenceNumber($0) }
        let written = serialised {
            _ = GenericNACK.write(sender: SSRC(1), source: SSRC(2), numbers: numbers[...], to: &$0)
        }
        #expect(written == bytes)
    }

    @Test("a full mask names all seventeen")
    func fullMask() {
        let bytes: [UInt8] = [0x81, 205, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 100, 0xFF, 0xFF]
        #expect(messages(in: bytes) == [.nack(SSRC(1), SSRC(2), Array(100...116))])
    }

    @Test("no numbers ask for nothing")
    func none() {
        #expect(
            serialised { _ = GenericNACK.write(sender: SSRC(1), source: SSRC(2), numbers: [], to: &$0) } == []
        )
    }

    @Test("what does not fit is left for the next packet")
    func limit() {
        let numbers = stride(from: 0, to: 2000, by: 20).map { SequenceNumber(UInt16($0)) }
        var rest = numbers[...]
        var asked: [UInt16] = []
        while !rest.isEmpty {
            var taken = 0
            let bytes = serialised {
                taken = GenericNACK.write(
                    sender: SSRC(1), source: SSRC(2), numbers: rest, byteCount: 100, to: &$0)
            }
            #expect(bytes.count <= 100 && taken > 0)
            guard case .nack(_, _, let read)? = messages(in: bytes)?.first else { break }
            asked += read
            rest = rest.dropFirst(taken)
        }
        #expect(asked == numbers.map(\.value))
    }

    @Test("random losses come back as they were")
    func random() {
        var generator = SeededGenerator(seed: 6)
        for _ in 0..<200 {
            var number = UInt16(truncatingIfNeeded: generator.next())
            let numbers = (0..<1 + generator.next() % 60).map { _ in
                number &+= UInt16(1 + generator.next() % 30)
                return SequenceNumber(number)
            }
            let bytes = serialised {
                _ = GenericNACK.write(sender: SSRC(1), source: SSRC(2), numbers: numbers[...], to: &$0)
            }
            #expect(messages(in: bytes) == [.nack(SSRC(1), SSRC(2), numbers.map(\.value))])
        }
    }
}
