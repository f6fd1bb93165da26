import Bytes
import RTP
import Simulation
import Testing

@Suite struct H265PayloadTests {
    /// Heads: forbidden(1) type(6) layer(6) temporal id + 1 (3).
    static let vps: [UInt8] = [32 << 1, 1, 0xAA]
    static let sps: [UInt8] = [33 << 1, 1, 0xBB, 0xBC]
    static let pps: [UInt8] = [34 << 1, 1, 0xCC]
    static let idr: [UInt8] = [19 << 1, 1, 1, 2, 3, 4]
    static let trail: [UInt8] = [1 << 1, 2, 9]

    @Test("an aggregation packet holds several units")
    func aggregate() {
        let payload: [UInt8] = [48 << 1, 1, 0, 3] + Self.vps + [0, 4] + Self.sps
        #expect(
            H265Depacketizer.picture([payload, Self.idr]) == lengthPrefixed([Self.vps, Self.sps, Self.idr]))
    }

    @Test("fragments are put together behind the head that they share")
    func fragments() {
        let payloads: [[UInt8]] = [
            [49 << 1, 1, 0b10_010011, 1, 2],  // fragmentation unit, first part of type 19
            [49 << 1, 1, 0b00_010011, 3],
            [49 << 1, 1, 0b01_010011, 4],  // last part
        ]
        #expect(H265Depacketizer.picture(payloads) == lengthPrefixed([Self.idr]))
    }

    @Test(
        "what cannot be right spoils the picture",
        arguments: [
            [[]], [[2]], [[48 << 1, 1]], [[48 << 1, 1, 0, 1, 2]], [[48 << 1, 1, 0, 9, 2, 1]],
            [[49 << 1, 1, 0x93]],
            [[49 << 1, 1, 0x13, 1]], [[49 << 1, 1, 0x93, 1]], [[50 << 1, 1, 0, 0, 0]],
            [[49 << 1, 1, 0x80 | 48, 1], [49 << 1, 1, 0x40 | 48, 1]],
        ] as [[[UInt8]]])
    func broken(payloads: [[UInt8]]) {
        #expect(H265Depacketizer.picture(payloads + [Self.idr]) == nil)
    }

    @Test(
        "a keyframe's beginning is seen in every kind of payload",
        arguments: [
            (vps, true), (sps, true), (pps, false), (idr, true), (trail, false), ([21 << 1, 1, 0], true),
            ([48 << 1, 1, 0, 3] + pps + [0, 4] + sps, true), ([48 << 1, 1, 0, 3] + pps, false),
            ([49 << 1, 1, 0x93, 1], true), ([49 << 1, 1, 0x53, 1], false), ([49 << 1, 1], false), ([], false),
        ] as [([UInt8], Bool)])
    func keyframe(payload: [UInt8], starts: Bool) {
        #expect(H265Depacketizer.startsKeyframe(payload) == starts)
    }

    @Test("small units share a payload with the lowest layer and temporal id of theirs")
    func packetizeAggregate() {
        var list = PayloadList()
        let picture = lengthPrefixed([
            [1 << 1, 0b00010_011, 7], [1 << 1 | 1, 0b00000_010, 8], [1 << 1, 0b00001_100, 9],
        ])
        let isDone = H265Packetizer(maximumByteCount: 64).packetize(picture.bytes, into: &list)
        #expect(isDone && list.arrays.first?.prefix(2) == [48 << 1, 0b00001_100])
    }

    @Test("random pictures come back as they were, in payloads that fit")
    func roundTrip() {
        var generator = SeededGenerator(seed: 13)
        for _ in 0..<200 {
            let limit = 64 + Int(generator.next() % 1200)
            let units = (0...generator.next() % 6).map { _ in
                [UInt8(generator.next() % 48) << 1, 1 + UInt8(generator.next() % 7)]
                    + generator.bytes(1 + Int(generator.next() % 3000))
            }
            let picture = lengthPrefixed(units)
            var list = PayloadList()
            let isDone = H265Packetizer(maximumByteCount: limit).packetize(picture.bytes, into: &list)
            #expect(isDone && list.arrays.allSatisfy { $0.count <= limit })
            #expect(H265Depacketizer.picture(list.arrays) == picture)
        }
    }

    @Test("damaged payloads never trap")
    func mutations() {
        var depacketizer = H265Depacketizer(maximumByteCount: 5000)
        var accepted = 0
        let samples: [[UInt8]] = [
            Self.idr, [48 << 1, 1, 0, 3] + Self.vps, [49 << 1, 1, 0x93, 1], [49 << 1, 1, 0x53, 1],
        ]
        for payload in Mutations(of: samples) {
            _ = H265Depacketizer.startsKeyframe(payload)
            if !depacketizer.append(payload) || payload.count % 3 == 0 {
                accepted += depacketizer.finish()?.count ?? 0
            }
        }
        #expect(accepted > 1000)
    }
}
