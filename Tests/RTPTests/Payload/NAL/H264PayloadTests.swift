import Bytes
import RTP
import Simulation
import Testing

@Suite struct H264PayloadTests {
    /// Heads: forbidden(1) importance(2) type(5).
    static let sps: [UInt8] = [0b0_11_00111, 0x42, 0xE0, 0x1F]
    static let pps: [UInt8] = [0b0_11_01000, 0xCE]
    static let sei: [UInt8] = [0b0_00_00110, 0x05]
    static let idr: [UInt8] = [0b0_11_00101, 1, 2, 3, 4, 5, 6]
    static let slice: [UInt8] = [0b0_10_00001, 9, 9]

    @Test("single units are put behind their lengths")
    func singleUnits() {
        #expect(H264Depacketizer.picture([Self.sps, Self.idr]) == lengthPrefixed([Self.sps, Self.idr]))
    }

    @Test("a STAP-A holds several units")
    func aggregate() {
        let payload: [UInt8] =
            [0b0_11_11000]  // STAP-A with the highest importance
            + [0, 4] + Self.sps + [0, 2] + Self.pps
        #expect(H264Depacketizer.picture([payload]) == lengthPrefixed([Self.sps, Self.pps]))
    }

    @Test("fragments are put together behind the head that they share")
    func fragments() {
        let payloads: [[UInt8]] = [
            [0b0_11_11100, 0b1_0_0_00101, 1, 2],  // FU-A, first part of an IDR
            [0b0_11_11100, 0b0_0_0_00101, 3, 4],
            [0b0_11_11100, 0b0_1_0_00101, 5, 6],  // last part
        ]
        #expect(H264Depacketizer.picture(payloads) == lengthPrefixed([Self.idr]))
        #expect(
            H264Depacketizer.picture([[0b0_11_11100, 0b1_1_0_00101, 1, 2, 3, 4, 5, 6]])
                == lengthPrefixed([Self.idr]))
    }

    @Test(
        "what cannot be right spoils the picture, and the next one is good again",
        arguments: [
            [[]],  // nothing
            [[0b0_11_11000]],  // an empty STAP-A
            [[0b0_11_11000, 0, 0]],  // a unit without a head
            [[0b0_11_11000, 0, 5, 0x65]],  // a unit longer than the payload
            [[0b0_11_11000, 0, 1, 0x78]],  // a STAP-A inside a STAP-A
            [[0b0_11_11100, 0x85]],  // an empty fragment
            [[0b0_11_11100, 0x05, 1]],  // a fragment without its first part
            [[0b0_11_11100, 0x85, 1]],  // one without its last
            [[0b0_11_11100, 0x85, 1], [0b0_11_11100, 0x85, 1]],  // a second first part
            [[0b0_11_11100, 0x85, 1], [0b0_11_11100, 0xC5, 1]],
            [[0b0_11_11100, 0x85, 1], [0x65, 1]],  // a unit between parts
            [[0b0_11_11100, 0x9C, 1], [0b0_11_11100, 0x5C, 1]],  // fragments of a FU-A
            [[0b0_11_11001, 0, 0, 1]], [[0b0_11_11101, 0x85, 0, 0]], [[0x00]],  // STAP-B, FU-B, type 0
        ] as [[[UInt8]]])
    func broken(payloads: [[UInt8]]) {
        var depacketizer = H264Depacketizer()
        for payload in payloads { _ = depacketizer.append(payload) }
        _ = depacketizer.append(Self.idr)
        #expect(depacketizer.finish() == nil)
        let added = depacketizer.append(Self.idr)
        #expect(added && depacketizer.finish() == lengthPrefixed([Self.idr]))
    }

    @Test("a picture does not grow without bounds")
    func bound() {
        var depacketizer = H264Depacketizer(maximumByteCount: 10_000)
        var added = depacketizer.append([0b0_11_11100, 0x85, 1])
        for _ in 0..<100 where added {
            added = depacketizer.append([0b0_11_11100, 0x05] + [UInt8](repeating: 0, count: 1000))
        }
        #expect(!added && depacketizer.finish() == nil)
    }

    @Test("a reset forgets the picture")
    func reset() {
        var depacketizer = H264Depacketizer()
        _ = depacketizer.append([0b0_11_11100, 0x85, 1])
        depacketizer.reset()
        let added = depacketizer.append(Self.slice)
        #expect(added && depacketizer.finish() == lengthPrefixed([Self.slice]))
        #expect(depacketizer.finish() == nil)
    }

    @Test(
        "a keyframe's beginning is seen in every kind of payload",
        arguments: [
            (sps, true), (idr, true), (pps, false), (slice, false), (sei, false),
            ([0x78, 0, 2] + pps + [0, 4] + sps, true), ([0x78, 0, 2] + pps + [0, 3] + slice, false),
            ([0x7C, 0x85, 1], true), ([0x7C, 0x05, 1], false), ([0x7C, 0x81, 1], false), ([0x7C], false),
            ([], false),
            ([0x78, 0xFF, 0xFF, 0x65], false),
        ] as [([UInt8], Bool)])
    func keyframe(payload: [UInt8], starts: Bool) {
        #expect(H264Depacketizer.startsKeyframe(payload) == starts)
    }

    @Test("damaged payloads never trap")
    func mutations() {
        var depacketizer = H264Depacketizer(maximumByteCount: 5000)
        var accepted = 0
        let samples: [[UInt8]] = [
            Self.idr, [0x78, 0, 4] + Self.sps + [0, 2] + Self.pps, [0x7C, 0x85, 1], [0x7C, 0x45, 1],
        ]
        for payload in Mutations(of: samples) {
            _ = H264Depacketizer.startsKeyframe(payload)
            if !depacketizer.append(payload) || payload.count % 3 == 0 {
                accepted += depacketizer.finish()?.count ?? 0
            }
        }
        #expect(accepted > 1000)
    }
}
