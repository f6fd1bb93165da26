import Bytes
import RTP
import Testing

@Suite struct ExtendedReportTests {
    @Test("a reference time is written and read")
    func referenceTime() {
        let bytes = serialised {
            ExtendedReport.write(sender: SSRC(1), referenceTime: NTPTime(0x0102_0304_0506_0708), to: &$0)
        }
        #expect(bytes == [0x80, 207, 0, 4, 0, 0, 0, 1, 4, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8])
        #expect(
            messages(in: bytes) == [
                .extendedReport(SSRC(1), [.referenceTime(NTPTime(0x0102_0304_0506_0708))])
            ])
    }

    @Test("delays are written and read")
    func delays() {
        let delays = [
            ExtendedReport.Delay(receiver: SSRC(2), lastReference: 3, delaySinceLastReference: 4),
            ExtendedReport.Delay(receiver: SSRC(5), lastReference: 6, delaySinceLastReference: 7),
        ]
        let bytes = serialised { ExtendedReport.write(sender: SSRC(1), delays: delays, to: &$0) }
        #expect(bytes.prefix(12) == [0x80, 207, 0, 8, 0, 0, 0, 1, 5, 0, 0, 6])
        #expect(messages(in: bytes) == [.extendedReport(SSRC(1), delays.map { .delay($0) })])
    }

    @Test("blocks of other types are skipped, in any order and empty too")
    func otherBlocks() {
        let bytes: [UInt8] = [
            0x80, 207, 0, 13, 0, 0, 0, 1,
            7, 0, 0, 1, 9, 9, 9, 9,  // VoIP metrics, cut to a word
            5, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4,  // DLRR
            1, 0, 0, 0,  // an empty block
            4, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 5,  // reference time
            4, 0, 0, 1, 0, 0, 0, 0,  // a reference time that is too short
        ]
        let delay = ExtendedReport.Delay(receiver: SSRC(2), lastReference: 3, delaySinceLastReference: 4)
        #expect(
            messages(in: bytes) == [.extendedReport(SSRC(1), [.delay(delay), .referenceTime(NTPTime(5))])])
    }

    @Test("a receiver knows its round trip from its own reference time")
    func roundTrip() {
        let delay = ExtendedReport.Delay(
            receiver: SSRC(1), lastReference: 0x0001_0000, delaySinceLastReference: 0x0000_8000)
        #expect(delay.roundTripTime(arrival: NTPTime(0x0000_0001_C000_0000)) == .milliseconds(250))
    }
}
