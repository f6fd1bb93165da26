import Bytes
import RTP
import Testing

@Suite struct BitrateEstimateTests {
    @Test("an estimate is eighteen bits and an exponent")
    func fields() {
        let bytes: [UInt8] = [
            0x8F, 206, 0, 6, 0, 0, 0, 1, 0, 0, 0, 0,
            0x52, 0x45, 0x4D, 0x42,  // "REMB"
            2, 0b000011_11, 0xFF, 0xFF,  // two sources, 2^18-1 << 3
            0, 0, 0, 7, 0, 0, 0, 8,
        ]
        #expect(messages(in: bytes) == [.bitrateEstimate(SSRC(1), 0x3_FFFF << 3, [SSRC(7), SSRC(8)])])
        let written = serialised {
            BitrateEstimate.write(
                sender: SSRC(1), bitsPerSecond: 0x3_FFFF << 3, sources: [SSRC(7), SSRC(8)], to: &$0)
        }
        #expect(written == bytes)
    }

    @Test(
        "a rate keeps its eighteen highest bits",
        arguments: [0, 1, 0x3_FFFF, 0x4_0000, 2_500_000, .max] as [UInt64])
    func rates(rate: UInt64) {
        let bytes = serialised {
            BitrateEstimate.write(sender: SSRC(1), bitsPerSecond: rate, sources: [], to: &$0)
        }
        guard case .bitrateEstimate(_, let read, _)? = messages(in: bytes)?.first else {
            Issue.record("no estimate")
            return
        }
        #expect(read <= rate && rate - read <= rate >> 17)
    }

    @Test("a rate beyond 64 bits and a missing source are malformed, other feedback is other")
    func broken() {
        let huge: [UInt8] = [
            0x8F, 206, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0x52, 0x45, 0x4D, 0x42, 0, 0xFF, 0xFF, 0xFF,
        ]
        #expect(messages(in: huge) == [.malformed(type: 206)])
        let missing: [UInt8] = [0x8F, 206, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0x52, 0x45, 0x4D, 0x42, 1, 0, 0, 1]
        #expect(messages(in: missing) == [.malformed(type: 206)])
        let other: [UInt8] = [0x8F, 206, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0x67, 0x6F, 0x6F, 0x67]
        #expect(messages(in: other) == [.other(type: 206, count: 15)])
    }
}
