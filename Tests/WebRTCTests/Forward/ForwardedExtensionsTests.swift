import Bytes
import RTP
import Simulation
import Testing

@testable import WebRTC

@Suite struct ForwardedExtensionsTests {
    /// The values that are passed on, in the order of `kinds`.
    private static func values(of packet: [UInt8]) -> [[UInt8]]? {
        guard let header = RTPHeader(packet.bytes) else { return nil }
        let found = ForwardedExtensions(of: header, in: packet.bytes, map: ForwardedSample.publisher)
        return (0..<4).map { [UInt8](found.value(at: $0, in: packet.bytes)) }
    }

    @Test("what viewers can use is found wherever it lies, and nothing else", arguments: [false, true])
    func found(isTwoByte: Bool) {
        let descriptor = [UInt8](1...16)
        let packet = ForwardedSample.packet(
            [(4, descriptor), (5, [0x30]), (9, [1, 2]), (1, [0x85]), (3, [1, 2, 3, 4, 5, 6, 7, 8])],
            form: isTwoByte ? .twoByte : .oneByte)
        #expect(Self.values(of: packet) == [[0x85], [], [1, 2, 3, 4, 5, 6, 7, 8], descriptor])
    }

    @Test("padding between and behind elements moves nothing")
    func padding() {
        //  profile     length      id 1        padding  id 2        padding
        let block: [UInt8] = [0xBE, 0xDE, 0, 2, 0x10, 0x85, 0, 0, 0x20, 0x03, 0, 0]
        let header: [UInt8] = [0x90, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]
        #expect(Self.values(of: header + block + [9]) == [[0x85], [0x03], [], []])
    }

    @Test("a packet without extensions passes none on")
    func none() {
        #expect(Self.values(of: ForwardedSample.packet([])) == [[], [], [], []])
        #expect(ForwardedExtensions().byteCount(at: 3) == 0)
    }

    @Test("places in one packet are harmless in a shorter one")
    func otherPacket() {
        let packet = ForwardedSample.packet([(4, [UInt8](1...16))])
        guard let header = RTPHeader(packet.bytes) else { return #expect(Bool(false), "no header") }
        let found = ForwardedExtensions(of: header, in: packet.bytes, map: ForwardedSample.publisher)
        for count in 0..<packet.count {
            let part = Array(packet[..<count])
            let value = [UInt8](found.value(at: 3, in: part.bytes))
            #expect(value.isEmpty || value == [UInt8](1...16))
        }
    }

    @Test("damaged packets are looked through, and laid out again, without a trap")
    func damaged() {
        let samples = [
            ForwardedSample.packet([(4, [UInt8](1...16)), (1, [0x85]), (2, [3])]),
            ForwardedSample.packet([(4, [UInt8](repeating: 7, count: 200)), (1, [0x85])], form: .twoByte),
        ]
        let map = ForwardedSample.map([
            (.audioLevel, 20), (.videoOrientation, 14), (.dependencyDescriptor, 1), (.transportSequence, 2),
        ])
        let layouts = [false, true].map { HeaderLayout(map, allowsTwoByte: $0) }
        var written = 0
        for packet in Mutations(of: samples) {
            for layout in layouts {
                guard let header = ForwardedSample.written(layout, for: packet) else { continue }
                written += ForwardedSample.extensions(of: header) == nil ? 0 : 1
            }
        }
        #expect(written > 5000)
    }
}
