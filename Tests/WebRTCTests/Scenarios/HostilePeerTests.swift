import Bytes
import RTP
import Simulation
import Testing
import Timing

@testable import WebRTC

/// Whatever a peer that has the keys sends, streams keep their bounds and the process its life.
@Suite struct HostilePeerTests {
    @Test(
        "numbers, timestamps and reports without sense do not trap a receiver, and ask for no more than it holds"
    )
    func receiver() {
        var random = SeededGenerator(seed: 21)
        var stream = ReceiveStream(ssrc: SSRC(1), clockRate: .max, nack: NackGenerator.Settings())
        var clock = RemoteClock()
        var feedback = FeedbackGenerator()
        var time: Int64 = 0
        var number: UInt16 = 0
        for _ in 0..<10_000 {
            time += Int64.random(in: 0...1 << 34, using: &random)
            let now = Instant(nanoseconds: time)
            number =
                Bool.random(using: &random)
                ? number &+ UInt16(random.next() % 4) : UInt16(random.next() & 0xFFFF)
            let timestamp = RTPTimestamp(UInt32(truncatingIfNeeded: random.next()))
            switch random.next() % 6 {
            case 0:
                _ = stream.handleRepair(of: SequenceNumber(number), byteCount: .max, at: now)
            case 1:
                let report = SenderReport(
                    sender: SSRC(1), ntpTime: NTPTime(random.next()), timestamp: timestamp, packetCount: 0,
                    octetCount: 0)
                stream.handle(report, at: now)
                clock.handle(report.ntpTime, at: now)
                stream.handle(
                    AbsoluteCaptureTime(
                        captured: NTPTime(random.next()), clockOffset: Int64(bitPattern: random.next())),
                    of: timestamp)
            default:
                _ = stream.handle(.video(number, timestamp: timestamp.value), byteCount: 1 << 40, at: now)
            }
            feedback.handle(TransportSequence(SequenceNumber(number)), of: SSRC(1), at: now)
            var numbers: [SequenceNumber] = []
            stream.takeMissing(at: now, into: &numbers)
            _ = serialised { writer in while feedback.write(sender: SSRC(2), at: now, to: &writer) {} }
            _ = (
                stream.takeReportBlock(at: now), stream.interarrivalJitter, stream.rate.bitsPerSecond(at: now)
            )
            _ = stream.captureTime(of: timestamp).flatMap(clock.instant)
            #expect(numbers.count <= 200)
        }
    }

    @Test("requests and reports without sense do not trap a sender, and repeats stay within the budget")
    func sender() {
        var random = SeededGenerator(seed: 22)
        let clock = ReportClock(WallClock(seconds: 1_790_000_000), at: .zero)
        var stream = SendStream(ssrc: SSRC(1), repair: SSRC(2), clockRate: .max, using: &random)
        var log = RepeatLog()
        var (sent, repeated) = (0, 0)
        for step: Int64 in 0..<10_000 {
            let now = Instant.milliseconds(step)
            let packet = SourcePacket(
                place: ExtendedSequenceNumber(step - Int64(random.next() % 300)),
                timestamp: RTPTimestamp(UInt32(truncatingIfNeeded: random.next())),
                captured: Instant(nanoseconds: Int64(bitPattern: random.next())), index: UInt32(step),
                payloadByteCount: 1000)
            if random.next() % 50 == 0 { stream.begin(UInt32(step), with: packet, at: now) }
            if stream.send(packet, at: now) != nil { sent += 1 }
            if random.next() % 5 == 0 { stream.skip(ExtendedSequenceNumber(step + Int64(random.next() % 4))) }
            for _ in 0..<10 {
                let number = SequenceNumber(UInt16(truncatingIfNeeded: random.next()))
                let near = stream.newest?.number.advanced(by: -Int(random.next() % 700)) ?? number
                for wanted in [number, near] {
                    guard let sent = stream.packet(numbered: wanted) else { continue }
                    if stream.repeated(sent, byteCount: 1000, in: &log, at: now) != nil { repeated += 1 }
                }
            }
            let block = ReportBlock(
                source: SSRC(1), fractionLost: 255, cumulativeLost: .min, highestSequence: .max, jitter: .max,
                lastReport: UInt32(truncatingIfNeeded: random.next()),
                delaySinceLastReport: UInt32(truncatingIfNeeded: random.next()))
            stream.handle(block, clock: clock, at: now)
            _ = (stream.interarrivalJitter, stream.fractionLost, stream.padding())
            _ = stream.senderReport(
                clock: clock, capture: (packet.timestamp, packet.captured ?? now), at: now)
        }
        #expect(sent > 1000 && repeated > 100 && repeated <= sent + 66)
    }
}
