import RTP
import Testing
import Timing
import WebRTC

@Suite struct ReceiveStreamTests {
    private static func stream(nack: Bool = true) -> ReceiveStream {
        ReceiveStream(
            ssrc: SSRC(1), clockRate: 90_000, nack: nack ? NackGenerator.Settings() : nil)
    }

    /// Takes packets a millisecond apart from `start` on.
    private static func take(_ numbers: [UInt16], into stream: inout ReceiveStream, from start: Int64 = 0)
        -> [ReceiveStream.Arrival]
    {
        numbers.enumerated().map { index, number in
            stream.handle(
                .video(number, timestamp: UInt32(number) * 90), byteCount: 1000,
                at: .milliseconds(start + Int64(index)))
        }
    }

    private static func missing(_ stream: inout ReceiveStream, _ milliseconds: Int64) -> [UInt16] {
        var numbers: [SequenceNumber] = []
        stream.takeMissing(at: .milliseconds(milliseconds), into: &numbers)
        return numbers.map(\.value)
    }

    @Test("packets are new, late and doubled, and what is missing is asked for")
    func arrivals() {
        var stream = Self.stream()
        let arrivals = Self.take([65_535, 2, 0, 0], into: &stream)
        #expect(
            arrivals == [.new(place(65_535)), .new(place(65_538)), .new(place(65_536)), .duplicate])
        #expect(Self.missing(&stream, 20) == [1])
        #expect(stream.lost == 1 && stream.received == 3 && stream.duplicates == 1)
        #expect(stream.nackCounts == (1, 0))
        #expect(stream.lastActivity == .milliseconds(3))
    }

    @Test("a repair fills its place once; one of nothing is a probe")
    func repair() {
        var stream = Self.stream()
        _ = Self.take([1, 3], into: &stream)
        let arrivals = [SequenceNumber(2), SequenceNumber(2), nil].map {
            stream.handleRepair(of: $0, byteCount: 1002, at: .milliseconds(5))
        }
        #expect(arrivals == [.recovered(place(2)), .duplicate, .probe])
        #expect(stream.recovered == 1 && stream.lost == 1)
        #expect(Self.missing(&stream, 20) == [])
    }

    @Test("a jump restarts the count, wants a keyframe, and asks for the packet that was dropped for it")
    func restart() {
        var stream = Self.stream()
        let arrivals = Self.take([1, 2, 20_000, 20_001], into: &stream)
        #expect(arrivals.suffix(2) == [.stray, .restarted(place(20_001))])
        let wanted = [stream.takeUnrecoverable(), stream.takeUnrecoverable()]
        #expect(wanted == [true, false])
        #expect(Self.missing(&stream, 20) == [20_000])
    }

    @Test("an outage wants a keyframe at once, a packet that never comes when it is given up")
    func unrecoverable() {
        var stream = Self.stream()
        _ = Self.take([1, 2000], into: &stream)
        let outage = stream.takeUnrecoverable()
        #expect(outage && stream.nextDeadline == nil)
        _ = Self.take([2002], into: &stream, from: 10)
        _ = Self.missing(&stream, 100)
        let soon = stream.takeUnrecoverable()
        _ = Self.missing(&stream, 400)
        let late = stream.takeUnrecoverable()
        #expect(!soon && late)
    }

    @Test("without an agreement nothing is asked for")
    func withoutNack() {
        var stream = Self.stream(nack: false)
        _ = Self.take([1, 5], into: &stream)
        #expect(stream.nextDeadline == nil && Self.missing(&stream, 1000) == [] && stream.lost == 3)
        let unrecoverable = stream.takeUnrecoverable()
        #expect(!unrecoverable)
    }

    @Test("a report block tells losses, the highest number, and how long the sender's report was held")
    func reportBlock() {
        var stream = Self.stream()
        let nothing = stream.takeReportBlock(at: .zero)
        #expect(nothing == nil)
        _ = Self.take([65_535, 0, 2, 3], into: &stream)
        let before = stream.takeReportBlock(at: .milliseconds(500))
        #expect(before?.lastReport == 0 && before?.delaySinceLastReport == 0)
        #expect(
            before?.fractionLost == 51 && before?.cumulativeLost == 1 && before?.highestSequence == 65_539)
        stream.handle(
            SenderReport(
                sender: SSRC(1), ntpTime: NTPTime(0xAAAA_1234_5678_BBBB), timestamp: RTPTimestamp(0),
                packetCount: 4, octetCount: 4000),
            at: .milliseconds(1000))
        let after = stream.takeReportBlock(at: .milliseconds(1500))
        #expect(after?.lastReport == 0x1234_5678 && after?.delaySinceLastReport == 0x8000)
        #expect(after?.fractionLost == 0)
    }

    @Test("capture times come from reports and from packets, brought onto the sender's clock")
    func captureTimes() {
        var stream = Self.stream()
        #expect(stream.captureTime(of: RTPTimestamp(0)) == nil)
        stream.handle(
            AbsoluteCaptureTime(captured: NTPTime(10 << 32), clockOffset: 3 << 32), of: RTPTimestamp(90_000))
        #expect(stream.captureTime(of: RTPTimestamp(180_000)) == NTPTime(8 << 32))
        _ = Self.take([1, 20_000, 20_001], into: &stream)
        #expect(stream.captureTime(of: RTPTimestamp(0)) == nil)
    }

    @Test("jitter is told as time")
    func jitter() {
        var stream = Self.stream()
        for frame: Int64 in 0..<400 {
            _ = stream.handle(
                .video(UInt16(frame), timestamp: UInt32(frame * 3600)), byteCount: 1,
                at: .milliseconds(frame * 40 + frame % 2 * 10))
        }
        #expect((.milliseconds(9)...(.milliseconds(11))).contains(stream.interarrivalJitter))
        #expect(ReceiveStream(ssrc: SSRC(1), clockRate: 0).interarrivalJitter == .zero)
    }
}
