import Bytes
import RTP
import Simulation
import Testing

@Suite struct AV1PayloadTests {
    /// Heads: forbidden(1) type(4) extension(1) size(1) reserved(1).
    static let sequenceHeader: [UInt8] = [0b0_0001_0_0_0, 0xA0, 0xA1]
    static let frame: [UInt8] = [0b0_0110_0_0_0, 0xB0, 0xB1, 0xB2, 0xB3]
    static let layered: [UInt8] = [0b0_0110_1_0_0, 0b001_01_000, 0xC0]

    @Test("the last of counted elements has no length")
    func counted() {
        let payload: [UInt8] = [0b0_0_10_1_000, 3] + Self.sequenceHeader + Self.frame
        #expect(
            AV1Depacketizer.temporalUnit([payload])
                == [0b0_0001_0_1_0, 2, 0xA0, 0xA1, 0b0_0110_0_1_0, 4, 0xB0, 0xB1, 0xB2, 0xB3])
    }

    @Test("without a count every element has a length")
    func uncounted() {
        let payload: [UInt8] = [0b0_0_00_1_000, 3] + Self.sequenceHeader + [3] + Self.layered
        #expect(
            AV1Depacketizer.temporalUnit([payload])
                == [0b0_0001_0_1_0, 2, 0xA0, 0xA1, 0b0_0110_1_1_0, 0b001_01_000, 1, 0xC0])
    }

    @Test("a unit goes on through payloads")
    func fragments() {
        let payloads: [[UInt8]] = [
            [0b0_1_10_1_000, 3] + Self.sequenceHeader + Self.frame.prefix(2),  // goes on
            [0b1_1_01_0_000] + Self.frame[2..<4],  // continues and goes on
            [0b1_0_10_0_000, 1] + Self.frame[4...] + Self.layered,  // continues
        ]
        #expect(
            AV1Depacketizer.temporalUnit(payloads)
                == [0b0_0001_0_1_0, 2, 0xA0, 0xA1, 0b0_0110_0_1_0, 4, 0xB0, 0xB1, 0xB2, 0xB3]
                + [0b0_0110_1_1_0, 0b001_01_000, 1, 0xC0])
    }

    @Test("a unit that brings its size keeps it, delimiters, tile lists and padding are left out")
    func sizes() {
        let payload: [UInt8] =
            [0b0_0_00_0_000, 2, 0b0_0010_0_1_0, 0] + [2, 0b0_1000_0_0_0, 9] + [2, 0b0_1111_0_0_0, 0x80]
            + [4, 0b0_0110_0_1_0, 2, 1, 2]
        #expect(AV1Depacketizer.temporalUnit([payload]) == [0b0_0110_0_1_0, 2, 1, 2])
    }

    @Test(
        "what cannot be right spoils the temporal unit, and the next one is good again",
        arguments: [
            [[]], [[0x10]], [[0x98, 0x30]],  // nothing, no element, a start that continues
            [[0x90, 0x30]],  // a continuation of nothing
            [[0x50, 0x30]],  // a unit that does not go on
            [[0x50, 0x30], [0x10, 0x30]], [[0x50, 0x30], [0x90]],
            [[0x00, 5, 0x30]], [[0x00, 0x80]], [[0x20, 9, 0x30]],  // lengths beyond the payload
            [[0x30, 1, 0x30, 1, 0x30]],  // three counted, two there
            [[0x10, 0xB0, 1]],  // the forbidden bit
            [[0x10, 0x32, 1, 1, 1]], [[0x10, 0x32, 3, 1, 1]],  // a size below and above what is there
            [[0x00, 0, 1, 0x30]],  // a unit without a head
        ] as [[[UInt8]]])
    func broken(payloads: [[UInt8]]) {
        var depacketizer = AV1Depacketizer()
        for payload in payloads { _ = depacketizer.append(payload) }
        #expect(depacketizer.finish() == nil)
        let added = depacketizer.append([0x10, 0x30, 7])
        #expect(added && depacketizer.finish() == [0x32, 1, 7])
    }

    @Test("a temporal unit does not grow without bounds")
    func bound() {
        var depacketizer = AV1Depacketizer(maximumByteCount: 10_000)
        var added = depacketizer.append([0x50, 0x30])
        for _ in 0..<100 where added {
            added = depacketizer.append([0xD0] + [UInt8](repeating: 0, count: 500))
        }
        #expect(!added && depacketizer.finish() == nil)
    }

    @Test(
        "a keyframe begins where a coded video sequence does",
        arguments: [([0x18, 1], true), ([0x10, 1], false), ([0x98, 1], false), ([], false)]
            as [([UInt8], Bool)])
    func keyframe(payload: [UInt8], starts: Bool) {
        #expect(AV1AggregationHeader.startsKeyframe(payload) == starts)
    }

    @Test("damaged payloads never trap")
    func mutations() {
        var depacketizer = AV1Depacketizer(maximumByteCount: 5000)
        var accepted = 0
        let samples: [[UInt8]] = [
            [0x28, 3] + Self.sequenceHeader + Self.frame, [0x00, 3] + Self.layered + [5] + Self.frame,
            [0x50] + Self.frame, [0x90, 1, 2],
        ]
        for payload in Mutations(of: samples) {
            _ = AV1AggregationHeader.startsKeyframe(payload)
            if !depacketizer.append(payload) || payload.count % 3 == 0 {
                accepted += depacketizer.finish()?.count ?? 0
            }
        }
        #expect(accepted > 1000)
    }
}
