import Bytes
import RTP
import Simulation
import Testing

@Suite struct H264PacketizerTests {
    private static func payloads(
        _ units: [[UInt8]], limit: Int = 1200, mode: H264Packetizer.Mode = .nonInterleaved
    ) -> [[UInt8]]? {
        var list = PayloadList()
        let picture = lengthPrefixed(units)
        let packetizer = H264Packetizer(maximumByteCount: limit, mode: mode)
        return packetizer.packetize(picture.bytes, into: &list) ? list.arrays : nil
    }

    @Test("small units share a payload, whose importance is the highest of theirs")
    func aggregate() {
        let units = [H264PayloadTests.sps, H264PayloadTests.pps, H264PayloadTests.sei]
        let expected: [UInt8] = [0b0_11_11000, 0, 4] + units[0] + [0, 2] + units[1] + [0, 2] + units[2]
        #expect(Self.payloads(units) == [expected])
    }

    @Test("a large unit is cut into even parts")
    func fragments() {
        let unit: [UInt8] = [0b0_10_00101] + (0..<100).map { UInt8($0) }
        let payloads = Self.payloads([unit], limit: 64) ?? []
        #expect(payloads.map { Array($0.prefix(2)) } == [[0b0_10_11100, 0x85], [0b0_10_11100, 0x45]])
        #expect(payloads.flatMap { $0.dropFirst(2) } == Array(unit.dropFirst()) && spread(payloads) == 0)
    }

    @Test("a unit that fits alone goes alone")
    func single() {
        let unit = [0x65] + [UInt8](repeating: 1, count: 63)
        #expect(Self.payloads([unit, H264PayloadTests.pps], limit: 64) == [unit, H264PayloadTests.pps])
    }

    @Test("without interleaving every unit is a payload, and one that is too large is refused")
    func singleUnitMode() {
        let units = [H264PayloadTests.sps, H264PayloadTests.pps]
        #expect(Self.payloads(units, mode: .singleUnit) == units)
        #expect(
            Self.payloads(units + [[0x65] + [UInt8](repeating: 1, count: 64)], limit: 64, mode: .singleUnit)
                == nil)
    }

    @Test("a refused picture leaves earlier payloads alone")
    func refused() {
        var list = PayloadList()
        let (good, large) = (
            lengthPrefixed([H264PayloadTests.idr]), [0x65] + [UInt8](repeating: 1, count: 99)
        )
        let bad = lengthPrefixed([H264PayloadTests.sps, large])
        let broken = good + [0, 0, 0, 9, 1]
        let packetizer = H264Packetizer(maximumByteCount: 64, mode: .singleUnit)
        let answers = [
            packetizer.packetize(good.bytes, into: &list), packetizer.packetize(bad.bytes, into: &list),
            packetizer.packetize(broken.bytes, into: &list), packetizer.packetize(good.bytes, into: &list),
        ]
        #expect(answers == [true, false, false, true])
        #expect(list.arrays == [H264PayloadTests.idr, H264PayloadTests.idr])
        list.removeAll()
        #expect(list.count == 0)
    }

    @Test("units without contents, and of types that payloads have, are left out")
    func strangers() {
        #expect(
            Self.payloads([[], [0x65], [0x78, 1], [0x7C, 0x85], H264PayloadTests.idr]) == [
                H264PayloadTests.idr
            ])
    }

    @Test("random pictures come back as they were, in payloads that fit")
    func roundTrip() {
        var generator = SeededGenerator(seed: 12)
        for _ in 0..<200 {
            let limit = 64 + Int(generator.next() % 1200)
            let units = (0...generator.next() % 6).map { _ in
                [0x60 | UInt8(1 + generator.next() % 23)] + generator.bytes(1 + Int(generator.next() % 3000))
            }
            let payloads = Self.payloads(units, limit: limit) ?? []
            #expect(payloads.allSatisfy { $0.count <= limit })
            #expect(H264Depacketizer.picture(payloads) == lengthPrefixed(units))
        }
    }
}
