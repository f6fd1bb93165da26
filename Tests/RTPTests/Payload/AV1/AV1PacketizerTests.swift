import Bytes
import RTP
import Simulation
import Testing

@Suite struct AV1PacketizerTests {
    /// A unit with a size, as files and encoders have it.
    private static func unit(type: UInt8, layers: UInt8? = nil, _ contents: [UInt8]) -> [UInt8] {
        serialised { writer in
            writer.write(type << 3 | (layers == nil ? 0 : 0x04) | 0x02)
            if let layers { writer.write(layers) }
            writer.writeLEB128(UInt32(contents.count))
        } + contents
    }

    private static func payloads(_ temporalUnit: [UInt8], limit: Int = 1200) -> [[UInt8]]? {
        var list = PayloadList()
        return AV1Packetizer(maximumByteCount: limit).packetize(temporalUnit.bytes, into: &list)
            ? list.arrays : nil
    }

    private static let delimiter = unit(type: 2, [])

    @Test("a keyframe that fits is one payload, which starts a sequence")
    func single() {
        let temporalUnit = Self.delimiter + Self.unit(type: 1, [0xA0, 0xA1]) + Self.unit(type: 6, [0xB0])
        #expect(Self.payloads(temporalUnit) == [[0b0_0_10_1_000, 3, 1 << 3, 0xA0, 0xA1, 6 << 3, 0xB0]])
        #expect(
            Self.payloads(Self.delimiter + Self.unit(type: 6, [0xB0])) == [[0b0_0_01_0_000, 6 << 3, 0xB0]])
    }

    @Test("a large frame is cut into even parts")
    func fragments() {
        let payloads = Self.payloads(Self.unit(type: 6, (0..<130).map { UInt8($0) }), limit: 64) ?? []
        #expect(payloads.map { $0[0] } == [0b0_1_01_0_000, 0b1_1_01_0_000, 0b1_0_01_0_000])
        #expect(spread(payloads) <= 1)
    }

    @Test("lengths do not make a payload too large", arguments: 100..<240)
    func exactFit(byteCount: Int) {
        let contents = [UInt8](repeating: 7, count: byteCount)
        for unitCount in 1...4 {
            let small = (1..<unitCount).flatMap { _ in Self.unit(type: 5, [1, 2, 3]) }
            let payloads = Self.payloads(small + Self.unit(type: 6, contents), limit: 64) ?? []
            #expect(payloads.count >= 2 && payloads.allSatisfy { $0.count <= 64 })
        }
    }

    @Test("more than three units have lengths and no count")
    func uncounted() {
        let temporalUnit = (0..<4).flatMap { Self.unit(type: 5, [$0]) }
        #expect(Self.payloads(temporalUnit) == [[0x00, 2, 0x28, 0, 2, 0x28, 1, 2, 0x28, 2, 2, 0x28, 3]])
    }

    @Test("layers do not share payloads, and what belongs to none goes with the first")
    func layers() {
        let temporalUnit =
            Self.unit(type: 1, [1]) + Self.unit(type: 6, layers: 0x00, [2])
            + Self.unit(type: 6, layers: 0x08, [3])
            + Self.unit(type: 5, [4]) + Self.unit(type: 6, layers: 0x10, [5])
        #expect(
            Self.payloads(temporalUnit) == [
                [0b0_0_10_1_000, 2, 0x08, 1, 0x34, 0x00, 2], [0b0_0_01_0_000, 0x34, 0x08, 3],
                [0b0_0_10_0_000, 2, 0x28, 4, 0x34, 0x10, 5],
            ])
    }

    @Test("sizes that do not fit are refused")
    func broken() {
        #expect(Self.payloads([0x32, 5, 1]) == nil)
        #expect(Self.payloads(Self.unit(type: 6, [1]) + [0xB2, 0]) == nil)
        #expect(Self.payloads([]) == [] && Self.payloads(Self.delimiter) == [])
    }

    @Test("the last unit may come without a size")
    func unsized() {
        #expect(Self.payloads(Self.unit(type: 1, [1]) + [0x30, 7, 8]) == [[0x28, 2, 0x08, 1, 0x30, 7, 8]])
    }

    @Test("random temporal units come back as they were, in payloads that fit and are nearly of one size")
    func roundTrip() {
        var generator = SeededGenerator(seed: 16)
        for _ in 0..<500 {
            let limit = 64 + Int(generator.next() % 1200)
            let layers: UInt8? = generator.next() % 2 == 0 ? UInt8(generator.next() % 4) << 3 : nil
            let temporalUnit = (0...generator.next() % 6).flatMap { index in
                Self.unit(
                    type: [1, 3, 4, 5, 6, 7][Int(generator.next() % 6)], layers: index == 0 ? nil : layers,
                    generator.bytes(Int(generator.next() % (generator.next() % 2 == 0 ? 10 : 4000))))
            }
            let payloads = Self.payloads(temporalUnit, limit: limit) ?? []
            #expect(payloads.allSatisfy { $0.count <= limit })
            #expect(AV1Depacketizer.temporalUnit(payloads) == temporalUnit)
            #expect(payloads.count <= temporalUnit.count / (limit - 3) + 2)
            guard payloads.count > 2 else { continue }
            #expect(spread(payloads.dropLast()) <= 4)
        }
    }
}
