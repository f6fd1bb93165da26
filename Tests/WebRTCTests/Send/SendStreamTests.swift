import RTP
import Simulation
import Testing
import Timing

@testable import WebRTC

@Suite struct SendStreamTests {
    private static let clock = ReportClock(WallClock(seconds: 1_790_000_000), at: .zero)

    private static func stream(repair: SSRC? = SSRC(2), seed: UInt64 = 1) -> SendStream {
        var generator = SeededGenerator(seed: seed)
        return SendStream(ssrc: SSRC(1), repair: repair, clockRate: 90_000, using: &generator)
    }

    private static func packet(_ place: Int64, _ timestamp: UInt32 = 0, captured: Instant? = nil)
        -> SourcePacket
    {
        SourcePacket(
            place: ExtendedSequenceNumber(place), timestamp: RTPTimestamp(timestamp), captured: captured,
            index: UInt32(place), payloadByteCount: 1000)
    }

    /// A stream that source 9 feeds and that sent its places 100 to 109, a millisecond apart.
    private static func running() -> (stream: SendStream, first: ExtendedSequenceNumber) {
        var stream = Self.stream()
        stream.begin(9, with: packet(100), at: .zero)
        for step: Int64 in 0..<10 {
            _ = stream.send(packet(100 + step, UInt32(step * 90)), at: .milliseconds(step))
        }
        return (stream, stream.newest?.advanced(by: -9) ?? place(0))
    }

    @Test("the first number is random and in the lower half, the first timestamp is the source's")
    func first() {
        var starts: Set<Int64> = []
        for seed: UInt64 in 0..<50 {
            var stream = Self.stream(seed: seed)
            stream.begin(9, with: Self.packet(70_000, 1234), at: .zero)
            let stamp = stream.send(Self.packet(70_000, 1234), at: .zero)
            #expect(stamp?.timestamp == RTPTimestamp(1234))
            starts.insert(stamp?.place.value ?? -1)
        }
        #expect(starts.count > 45 && starts.allSatisfy { (0..<0x8000).contains($0) })
    }

    @Test("before a source feeds it, nothing is sent, asked for or reported")
    func idle() {
        var stream = Self.stream()
        let stamp = stream.send(Self.packet(1), at: .zero)
        let padding = stream.padding()
        #expect(stamp == nil && padding == nil && stream.source == nil && stream.newest == nil)
        #expect(stream.packet(numbered: SequenceNumber(0)) == nil)
        #expect(stream.senderReport(clock: Self.clock, at: .zero) == nil)
    }

    @Test("what the source lacked is not counted as lost on the way")
    func shareLost() {
        var stream = Self.stream()
        stream.begin(9, with: Self.packet(100), at: .zero)
        // Of 20 packets, the source lacks 5 to 9.
        for step: Int64 in 0..<20 where !(5..<10).contains(step) {
            _ = stream.send(Self.packet(100 + step), at: .milliseconds(step))
        }
        let last = stream.newest?.value ?? 0
        func block(_ highest: Int64, lost: Int32) -> ReportBlock {
            ReportBlock(
                source: SSRC(1), fractionLost: 0, cumulativeLost: lost,
                highestSequence: UInt32(truncatingIfNeeded: highest), jitter: 0, lastReport: 0,
                delaySinceLastReport: 0)
        }
        #expect(stream.shareLost(by: block(last - 18, lost: 0)) == nil)
        stream.handle(block(last - 18, lost: 0), clock: Self.clock, at: .zero)
        #expect(stream.shareLost(by: block(last, lost: 5)) == 0)
        #expect(stream.shareLost(by: block(last, lost: 8)) == 3.0 / 13)
        #expect(stream.shareLost(by: block(last - 18, lost: 8)) == nil)
    }

    @Test("packets keep their distances; duplicates and those from before the start are refused")
    func order() {
        var stream = Self.stream()
        stream.begin(9, with: Self.packet(100), at: .zero)
        let places = [100, 103, 101, 101, 99].map { stream.send(Self.packet($0), at: .zero)?.place.value }
        let first = places[0] ?? 0
        #expect(places == [first, first + 3, first + 1, nil, nil])
        #expect(stream.packetCount == 3 && stream.octetCount == 3000)
    }

    @Test("another source goes on by one number and by the time that passed between captures")
    func splice() {
        var (stream, first) = Self.running()
        let captured = Instant.milliseconds(20)
        _ = stream.send(Self.packet(110, 10_000, captured: captured), at: .milliseconds(60))
        let next = Self.packet(5, 777, captured: .milliseconds(60))
        stream.begin(4, with: next, at: .milliseconds(500))
        let stamp = stream.send(next, at: .milliseconds(500))
        #expect(stamp == .init(place: first.advanced(by: 11), timestamp: RTPTimestamp(13_600)))
        #expect(stream.source == 4)
        let old = stream.send(Self.packet(4), at: .milliseconds(501))
        #expect(old == nil)
    }

    @Test("without captures, or with ones that cannot be right, the time that passed here counts")
    func spliceByArrival() {
        for (before, after) in [(nil, nil), (Instant.milliseconds(9), Instant.milliseconds(90_000))] {
            var stream = Self.stream()
            let packet = Self.packet(1, 1000, captured: before)
            stream.begin(9, with: packet, at: .zero)
            _ = stream.send(packet, at: .zero)
            let next = Self.packet(50, 5, captured: after)
            stream.begin(9, with: next, at: .milliseconds(100))
            #expect(stream.send(next, at: .milliseconds(100))?.timestamp == RTPTimestamp(10_000))
        }
    }

    @Test("time never stands still or runs back at a splice")
    func monotonic() {
        var stream = Self.stream()
        let packet = Self.packet(1, 1000, captured: .milliseconds(100))
        stream.begin(9, with: packet, at: .milliseconds(120))
        _ = stream.send(packet, at: .milliseconds(120))
        let next = Self.packet(1, 90, captured: .milliseconds(80))
        stream.begin(4, with: next, at: .milliseconds(120))
        #expect(stream.send(next, at: .milliseconds(120))?.timestamp == RTPTimestamp(1001))
    }

    @Test("what is left out leaves no gap")
    func skip() {
        var (stream, first) = Self.running()
        stream.skip(place(110))
        let stamp = stream.send(Self.packet(111), at: .milliseconds(11))
        #expect(stamp?.place == first.advanced(by: 10))
    }

    @Test("a packet that is asked for is named by its source, its place there and its time")
    func lookUp() {
        let (stream, first) = Self.running()
        let sent = stream.packet(numbered: first.advanced(by: 3).number)
        #expect(
            sent
                == .init(place: first.advanced(by: 3), source: 9, sourcePlace: place(103), timestampOffset: 0)
        )
        #expect(stream.packet(numbered: first.advanced(by: 10).number) == nil)
        #expect(stream.packet(numbered: first.advanced(by: -1).number) == nil)
    }

    @Test("packets of the source before can be asked for, of the one before that not")
    func lookUpAcross() {
        var (stream, first) = Self.running()
        for source: UInt32 in [4, 5] {
            stream.begin(source, with: Self.packet(1), at: .milliseconds(10))
            let sent = stream.packet(numbered: first.number)
            #expect(sent?.source == (source == 4 ? 9 : nil))
            _ = stream.send(Self.packet(1), at: .milliseconds(10))
        }
        #expect(stream.packet(numbered: first.advanced(by: 10).number)?.source == 4)
    }

    @Test("what was abandoned cannot be asked for, what comes behind it can, and numbers go on")
    func abandoned() {
        var (stream, first) = Self.running()
        stream.abandon()
        #expect(stream.packet(numbered: first.advanced(by: 9).number) == nil)
        let next = stream.send(Self.packet(110), at: .milliseconds(10))?.place
        #expect(next == first.advanced(by: 10))
        #expect(stream.packet(numbered: first.advanced(by: 9).number) == nil)
        #expect(stream.packet(numbered: first.advanced(by: 10).number)?.source == 9)
    }

    @Test("a repeat has a number of its own, and is refused too soon, too often and beyond the budget")
    func repeats() {
        var (stream, first) = Self.running()
        var log = RepeatLog()
        guard let sent = stream.packet(numbered: first.number) else {
            Issue.record("the packet is gone")
            return
        }
        let one = stream.repeated(sent, byteCount: 100, in: &log, at: .milliseconds(100))
        let soon = stream.repeated(sent, byteCount: 100, in: &log, at: .milliseconds(119))
        let two = stream.repeated(sent, byteCount: 100, in: &log, at: .milliseconds(120))
        #expect(one != nil && soon == nil && two == one?.advanced(by: 1))
        let more = (1...20).compactMap {
            stream.repeated(sent, byteCount: 100, in: &log, at: .milliseconds(200 * $0))
        }
        #expect(more.count == 8 && stream.repairCount == 10 && stream.refusedCount == 13)
        guard let other = stream.packet(numbered: first.advanced(by: 1).number) else { return }
        let huge = stream.repeated(other, byteCount: 1_000_000, in: &log, at: .milliseconds(100))
        #expect(huge == nil)
    }

    @Test("without a repair stream nothing is repeated or padded")
    func withoutRepair() {
        var stream = Self.stream(repair: nil)
        stream.begin(9, with: Self.packet(1), at: .zero)
        let stamp = stream.send(Self.packet(1), at: .zero)
        let padding = stream.padding()
        #expect(stream.packet(numbered: stamp?.place.number ?? SequenceNumber(0)) == nil && padding == nil)
    }

    @Test("padding has numbers of the repair stream and the newest time")
    func padding() {
        var (stream, _) = Self.running()
        let (one, two) = (stream.padding(), stream.padding())
        #expect(one?.timestamp == RTPTimestamp(810) && two?.place == one?.place.advanced(by: 1))
    }

    @Test("a sender report lies on the capture clock, moved as the timestamps are")
    func report() {
        var (stream, _) = Self.running()
        let next = Self.packet(1, 5_000_000)
        stream.begin(4, with: next, at: .milliseconds(109))
        _ = stream.send(next, at: .milliseconds(109))
        // The last packet was sent 100 ms before: the new time line begins at 810 + 9000.
        let report = stream.senderReport(
            clock: Self.clock, capture: (RTPTimestamp(5_000_000), .milliseconds(50)), at: .milliseconds(150))
        #expect(report?.timestamp == RTPTimestamp(810 + 9000 + 9000))
        #expect(report?.ntpTime == Self.clock.ntpTime(at: .milliseconds(150)))
        #expect(report?.packetCount == 11 && report?.octetCount == 11_000 && report?.sender == SSRC(1))
        let plain = stream.senderReport(clock: Self.clock, at: .milliseconds(119))
        #expect(plain?.timestamp == RTPTimestamp(810 + 9000 + 900))
    }

    @Test("the receiver's report tells loss, jitter and, by our own report, the round trip")
    func receiverReport() {
        var (stream, _) = Self.running()
        let report = stream.senderReport(clock: Self.clock, at: .milliseconds(1000))
        let block = ReportBlock(
            source: SSRC(1), fractionLost: 64, cumulativeLost: 3, highestSequence: 9, jitter: 900,
            lastReport: report?.ntpTime.middle32 ?? 0,
            delaySinceLastReport: Duration.milliseconds(500).ntpShort)
        stream.handle(block, clock: Self.clock, at: .milliseconds(1580))
        #expect(abs((stream.roundTrip.latest ?? .zero).seconds - 0.08) < 0.001)
        #expect(stream.fractionLost == 0.25 && stream.interarrivalJitter == .milliseconds(10))
        #expect(stream.report == block)
    }

    @Test("a stream is plain memory, and what every packet needs is in its first lines")
    func size() {
        #expect(_isPOD(SendStream.self) && MemoryLayout<SendStream>.stride <= 512)
    }
}
