import RTP
import Simulation
import Testing
import Timing
import WebRTC

/// A publisher's audio and video through our streams to a viewer: do they still belong together?
@Suite struct CaptureSyncTests {
    /// One medium of a publisher: its clock rate, and what its timestamps and wall clock were at time zero.
    private struct Source {
        let clockRate: UInt32
        let timestamp: UInt32
        let wallClock: WallClock

        func timestamp(at now: Instant) -> RTPTimestamp {
            let ticks = now.nanoseconds / 1000 * Int64(clockRate) / 1_000_000
            return RTPTimestamp(timestamp &+ UInt32(truncatingIfNeeded: ticks))
        }

        /// A report whose pair is up to 5 ms off.
        func report(at now: Instant, _ random: inout SeededGenerator) -> SenderReport {
            let off = now.advanced(by: .milliseconds(Int64.random(in: -5...5, using: &random)))
            return SenderReport(
                sender: SSRC(1), ntpTime: ReportClock(wallClock, at: .zero).ntpTime(at: now),
                timestamp: timestamp(at: off), packetCount: 0, octetCount: 0)
        }
    }

    /// One medium's way: what we receive, what we send, and what the viewer makes of our reports.
    private struct Leg {
        var source: Source
        var received: ReceiveStream
        var sent: SendStream
        var viewed: ReceiveStream
        var place: Int64 = 0
        /// What was captured when, by its timestamp at the viewer.
        var shown: [(captured: Instant, timestamp: RTPTimestamp)] = []

        init(_ source: Source, _ random: inout SeededGenerator) {
            self.source = source
            received = ReceiveStream(ssrc: SSRC(1), clockRate: source.clockRate)
            sent = SendStream(ssrc: SSRC(2), clockRate: source.clockRate, using: &random)
            viewed = ReceiveStream(ssrc: SSRC(2), clockRate: source.clockRate)
        }

        /// A frame captured at `captured` arrives and is sent on.
        mutating func forward(captured: Instant, _ clock: RemoteClock, at now: Instant, isFirst: Bool) {
            let timestamp = source.timestamp(at: captured)
            let packet = SourcePacket(
                place: ExtendedSequenceNumber(place), timestamp: timestamp,
                captured: received.captureTime(of: timestamp).flatMap(clock.instant), index: 0,
                payloadByteCount: 100)
            if isFirst { sent.begin(UInt32(place), with: packet, at: now) }
            place += 1
            if let stamp = sent.send(packet, at: now) { shown.append((captured, stamp.timestamp)) }
        }

        /// Our report to the viewer.
        mutating func report(_ clock: RemoteClock, _ ours: ReportClock, newest: Instant, at now: Instant) {
            let timestamp = source.timestamp(at: newest)
            let captured = received.captureTime(of: timestamp).flatMap(clock.instant)
            let capture = captured.map { (timestamp, $0) }
            if let report = sent.senderReport(clock: ours, capture: capture, at: now) {
                viewed.handle(report, at: now)
            }
        }

        /// When the viewer thinks the last frame was captured, less when it was, in seconds.
        var error: Double? {
            guard let last = shown.last, let time = viewed.captureTime(of: last.timestamp) else { return nil }
            return Double(time.value) / 4_294_967_296 - last.captured.seconds
        }
    }

    /// Runs both media from `start` to `end` in steps of 10 ms: video each 40 ms, audio each 20, reports about each
    /// second, all of it 30 to 80 ms under way. Gives the errors of audio less video, a second apart.
    private static func run(
        _ legs: inout [Leg], _ clock: inout RemoteClock, from start: Int64, to end: Int64,
        _ random: inout SeededGenerator
    ) -> [Double] {
        let ours = ReportClock(WallClock(seconds: 1_790_000_000), at: .zero)
        var differences: [Double] = []
        for step in stride(from: start, to: end, by: 10) {
            let captured = Instant.milliseconds(step)
            let now = Instant.milliseconds(step + Int64.random(in: 30...80, using: &random))
            for index in legs.indices {
                if step % (index == 0 ? 20 : 40) == 0 {
                    legs[index].forward(captured: captured, clock, at: now, isFirst: step == start)
                }
                if step % 1000 == 300 + 250 * Int64(index) {
                    let report = legs[index].source.report(at: captured, &random)
                    clock.handle(report.ntpTime, at: now)
                    legs[index].received.handle(report, at: now)
                }
                if step % 1000 == 900 - 450 * Int64(index) {
                    legs[index].report(clock, ours, newest: captured, at: now)
                }
            }
            if step % 1000 == 960, let audio = legs[0].error, let video = legs[1].error {
                differences.append(audio - video)
            }
        }
        return differences
    }

    @Test("audio and video stay within 20 ms, also when the publisher comes back with other clocks")
    func restart() {
        var random = SeededGenerator(seed: 9)
        var clock = RemoteClock()
        let first = WallClock(seconds: 1_790_000_100)
        var legs = [
            Leg(Source(clockRate: 48_000, timestamp: 4_294_900_000, wallClock: first), &random),
            Leg(Source(clockRate: 90_000, timestamp: 77, wallClock: first), &random),
        ]
        let before = Self.run(&legs, &clock, from: 0, to: 60_000, &random)
        #expect(before.count > 50 && before.dropFirst(5).allSatisfy { abs($0) < 0.02 })

        let second = WallClock(seconds: 1_700_000_000)
        clock = RemoteClock()
        legs[0].source = Source(clockRate: 48_000, timestamp: 5, wallClock: second)
        legs[1].source = Source(clockRate: 90_000, timestamp: 3_000_000_000, wallClock: second)
        for index in legs.indices {
            legs[index].received = ReceiveStream(ssrc: SSRC(3), clockRate: legs[index].source.clockRate)
        }
        let after = Self.run(&legs, &clock, from: 65_000, to: 120_000, &random)
        #expect(after.count > 50 && after.dropFirst(8).allSatisfy { abs($0) < 0.02 })
        for leg in legs {
            let timestamps = leg.shown.map(\.timestamp)
            #expect(zip(timestamps, timestamps.dropFirst()).allSatisfy { $1.isAfter($0) })
        }
    }
}

extension Instant {
    /// Seconds since the start of the axis.
    fileprivate var seconds: Double { Double(nanoseconds) / 1e9 }
}
