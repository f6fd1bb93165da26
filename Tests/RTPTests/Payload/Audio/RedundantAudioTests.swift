import Bytes
import RTP
import Simulation
import Testing

/// A block with its payload copied.
private struct Block: Equatable {
    var payloadType: UInt8
    var timestampOffset: Int
    var isPrimary: Bool
    var payload: [UInt8]
}

@Suite struct RedundantAudioTests {
    static let sample: [UInt8] = [
        0b1_1101111, 0b00001111, 0b000000_00, 2,  // type 111, 960 ticks older, two octets
        0b0_1101111,  // type 111
        0xA0, 0xA1, 0xB0, 0xB1, 0xB2,
    ]

    private static func blocks(_ payload: [UInt8]) -> [Block]? {
        guard var audio = RedundantAudio(payload.bytes) else { return nil }
        var blocks: [Block] = []
        while let block = audio.next() {
            blocks.append(
                Block(
                    payloadType: block.payloadType.value, timestampOffset: block.timestampOffset,
                    isPrimary: block.isPrimary, payload: [UInt8](block.payload)))
        }
        return blocks
    }

    @Test("older payloads come first, the packet's own last")
    func read() {
        #expect(
            Self.blocks(Self.sample) == [
                Block(payloadType: 111, timestampOffset: 960, isPrimary: false, payload: [0xA0, 0xA1]),
                Block(payloadType: 111, timestampOffset: 0, isPrimary: true, payload: [0xB0, 0xB1, 0xB2]),
            ])
        #expect(
            Self.blocks([0x6F]) == [Block(payloadType: 111, timestampOffset: 0, isPrimary: true, payload: [])]
        )
    }

    @Test("what is in front of a packet's own payload can be left out")
    func unwrapped() {
        #expect(RedundantAudio.octetsBeforePrimary(in: Self.sample) == 7)
        #expect(RedundantAudio.octetsBeforePrimary(in: [0x6F, 1]) == 1)
        for count in 0..<7 {
            #expect(RedundantAudio.octetsBeforePrimary(in: Array(Self.sample.prefix(count))) == nil)
        }
    }

    @Test("what is written is read, and what the fields cannot say is left out")
    func write() {
        let older = [
            RedundantAudio.Redundancy(
                payloadType: PayloadType(111), timestampOffset: 960, payload: [0xA0, 0xA1]),
            RedundantAudio.Redundancy(payloadType: PayloadType(111), timestampOffset: 16_384, payload: [1]),
            RedundantAudio.Redundancy(
                payloadType: PayloadType(111), timestampOffset: 1, payload: [UInt8](repeating: 0, count: 1024)
            ),
        ]
        let primary: [UInt8] = [0xB0, 0xB1, 0xB2]
        let written = serialised {
            RedundantAudio.write(primary: primary.bytes, payloadType: PayloadType(111), older: older, to: &$0)
        }
        #expect(written == Self.sample)
    }

    @Test("a payload cut in its heads or its older blocks is refused")
    func truncation() {
        for count in 0..<7 { #expect(Self.blocks(Array(Self.sample.prefix(count))) == nil) }
        #expect(Self.blocks(Array(Self.sample.prefix(7)))?.last?.payload == [])
    }

    @Test("damaged payloads never trap")
    func mutations() {
        var accepted = 0
        for payload in Mutations(of: [Self.sample]) { accepted += Self.blocks(payload)?.count ?? 0 }
        #expect(accepted > 1000)
    }
}
