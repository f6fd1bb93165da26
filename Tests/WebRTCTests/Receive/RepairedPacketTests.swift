import Bytes
import RTP
import Simulation
import Testing
import WebRTC

@Suite struct RepairedPacketTests {
    /// Restores a packet, as payload type 96 of source 0x01020304.
    private static func restored(_ bytes: [UInt8]) -> (packet: [UInt8], number: SequenceNumber)? {
        var copy = bytes
        guard let header = RTPHeader(bytes.bytes) else { return nil }
        var span = copy.mutableBytes
        let result = RepairedPacket.restore(
            in: &span, header: header, ssrc: SSRC(0x0102_0304), payloadType: PayloadType(96))
        guard let result else {
            #expect(copy == bytes)
            return nil
        }
        return (Array(copy[result.range]), result.number)
    }

    @Test("source, type and number become the original's; time, marker, extensions and padding stay")
    func restore() {
        let repair: [UInt8] = [
            0xB0, 0x80 | 97, 0, 9,  // padded, extended; marked, type 97; number 9
            1, 2, 3, 4, 9, 9, 9, 9,  // timestamp, source
            0xBE, 0xDE, 0, 1, 0x10, 7, 0, 0,  // one extension
            0x12, 0x34, 0xAA, 0xBB, 0, 2,  // original number, payload, padding
        ]
        let result = Self.restored(repair)
        #expect(result?.number == SequenceNumber(0x1234))
        #expect(
            result?.packet == [
                0xB0, 0x80 | 96, 0x12, 0x34, 1, 2, 3, 4, 1, 2, 3, 4, 0xBE, 0xDE, 0, 1, 0x10, 7, 0, 0,
                0xAA, 0xBB, 0, 2,
            ])
    }

    @Test(
        "what repeats nothing is left as it was",
        arguments: [
            [], [0x12], [0x12, 0x34],  // no number, half of one, an empty original
        ] as [[UInt8]])
    func nothing(payload: [UInt8]) {
        #expect(Self.restored([0x80, 97, 0, 9, 1, 2, 3, 4, 9, 9, 9, 9] + payload) == nil)
    }

    @Test("a probe that is all padding, and padding that cannot be right, are left as they were")
    func padding() {
        let head: [UInt8] = [0xA0, 97, 0, 9, 1, 2, 3, 4, 9, 9, 9, 9]
        #expect(Self.restored(head + [0, 0, 3]) == nil)
        #expect(Self.restored(head + [1, 2, 3, 9]) == nil)
    }

    @Test("damaged packets are restored in bounds or left as they were")
    func damaged() {
        let sample: [UInt8] =
            [0xB0, 97, 0, 9, 1, 2, 3, 4, 9, 9, 9, 9, 0xBE, 0xDE, 0, 1, 0x10, 7, 0, 0, 0x12, 0x34] + [1, 2, 2]
        for bytes in Mutations(of: [sample]) {
            guard let result = Self.restored(bytes) else { continue }
            #expect(RTPHeader(result.packet.bytes)?.sequenceNumber == result.number)
        }
        for count in 0..<sample.count {
            let cut = Array(sample.prefix(count))
            #expect(Self.restored(cut) == nil || count > 22)
        }
    }
}
