import Bytes
import RTP
import Simulation
import Testing
import Timing
import WebRTC

@testable import LoadModel

/// Servers that are broken on purpose, and a viewer's meters that find them out.
@Suite struct BrokenStreamTests {
    /// What a server may do wrong.
    enum Fault: CaseIterable {
        case none, dropsEvery50th, wrongTimestamps, neverKeyframe, stops, skipsFrames
    }

    /// What a viewer's meters say in the end.
    struct Findings {
        var tracker = FrameTracker(.vp8)
        var freezes = FreezeMeter()
        var loss = LossMeter()
        var timeline = TimelineMeter(clockRate: 90_000)
        var latency = Histogram()
    }

    /// A clip of 30 frames a second in VP8, two packets a frame, a keyframe each second.
    private static func clip(hasKeyframes: Bool) throws -> Clip {
        let frames = (0..<30).map { index in
            var bytes = [UInt8](repeating: UInt8(index), count: 1500)
            // The bit says that it is no keyframe (RFC 6386 §9.1).
            bytes[0] = index == 0 && hasKeyframes ? 0x10 : 0x11
            return ClipFrame(bytes: bytes, time: Int64(index) * 3000, isKeyframe: index == 0)
        }
        return try Clip(.vp8, frames, maximumByteCount: 1000, isMarked: true)
    }

    /// Half a minute of a server, who forwards each packet 20 ms later, and asks nobody.
    private static func watch(_ fault: Fault) throws -> Findings {
        var findings = Findings()
        let clip = try clip(hasKeyframes: fault != .neverKeyframe)
        var player = ClipPlayer(clip, timestamp: RTPTimestamp(77), at: .zero)
        var stream = ReceiveStream(ssrc: SSRC(1), clockRate: 90_000, nack: NackGenerator.Settings())
        var number: UInt16 = 65_000
        var frame: Int64 = 0
        while let due = player.nextDeadline, due < Instant(nanoseconds: 30_000_000_000) {
            guard let departure = player.next(at: due) else { break }
            frame = departure.frame
            if fault == .stops, due >= Instant(nanoseconds: 20_000_000_000) { continue }
            // Left out without a gap in the numbers, as if it had never been.
            if fault == .skipsFrames, frame % 60 == 45 { continue }
            number &+= 1
            if fault == .dropsEvery50th, number % 50 == 0 { continue }
            let ticks =
                fault == .wrongTimestamps
                ? UInt32(truncatingIfNeeded: frame &* 1600) : departure.timestamp.value
            let header = RTPHeader(
                payloadType: PayloadType(96), sequenceNumber: SequenceNumber(number),
                timestamp: RTPTimestamp(ticks),
                ssrc: SSRC(1), isMarked: departure.isMarked)
            var payload: [UInt8] = []
            player.appendPayload(
                of: departure, markedAt: WallClock(nanoseconds: due.nanoseconds), to: &payload)
            receive(header, payload, &stream, &findings, due.advanced(by: .milliseconds(20)))
        }
        findings.freezes.finish(at: Instant(nanoseconds: 30_000_000_000))
        findings.loss.note(received: stream.received, lost: stream.lost, recovered: stream.recovered)
        return findings
    }

    private static func receive(
        _ header: RTPHeader, _ payload: [UInt8], _ stream: inout ReceiveStream, _ findings: inout Findings,
        _ now: Instant
    ) {
        guard let place = stream.handle(header, byteCount: payload.count, at: now).place else { return }
        let view = PacketView(
            place: place, timestamp: header.timestamp, isMarked: header.isMarked, payload: payload.bytes)
        findings.tracker.handle(view, at: now)
        if let mark = TimeMark.find(in: payload.bytes, .vp8) {
            findings.latency.record(mark.latency(at: WallClock(nanoseconds: now.nanoseconds)))
        }
        var missing: [SequenceNumber] = []
        if let deadline = stream.nextDeadline, deadline <= now { stream.takeMissing(at: now, into: &missing) }
        if stream.takeUnrecoverable() { findings.tracker.giveUpMissing() }
        while let frame = findings.tracker.nextFrame(at: now) {
            guard frame.isDecodable else { continue }
            findings.freezes.handleFrame(at: now)
            findings.timeline.handleFrame(frame.timestamp, at: frame.began)
        }
    }

    @Test("a server without a fault is found to have none")
    func faultless() throws {
        let findings = try Self.watch(.none)
        #expect(findings.tracker.decodable == 900 && findings.tracker.undecodable == 0)
        #expect(findings.freezes.count == 0 && findings.loss.lostForGood == 0 && !findings.timeline.isWrong)
        #expect(findings.latency.count == 900 && findings.latency.percentile(1) == 20_000)
    }

    @Test(
        "one that drops every 50th packet and does not send it again loses 2 % for good, and pictures freeze")
    func drops() throws {
        let findings = try Self.watch(.dropsEvery50th)
        #expect(abs(findings.loss.shareForGood - 0.02) < 0.002)
        #expect(findings.tracker.incomplete > 20 && findings.tracker.undecodable > 100)
        #expect(findings.freezes.count > 10)
    }

    @Test("one whose timestamps run at another pace is found out, though every frame is decodable")
    func timestamps() throws {
        let findings = try Self.watch(.wrongTimestamps)
        #expect(findings.timeline.isWrong && abs(findings.timeline.worstPace - 0.533) < 0.01)
        #expect(findings.tracker.decodable == 900)
    }

    @Test("one that never sends a keyframe is never joined, however much it sends")
    func keyframes() throws {
        let findings = try Self.watch(.neverKeyframe)
        #expect(findings.tracker.decodable == 0 && findings.tracker.undecodable == 900)
        #expect(findings.tracker.needsKeyframe && findings.loss.lostForGood == 0)
    }

    @Test("one that stops is frozen from then on")
    func stops() throws {
        let findings = try Self.watch(.stops)
        #expect(findings.freezes.count == 1 && findings.freezes.longest > .seconds(9))
    }

    @Test("one that leaves frames out and hides it in its numbers is found out by the pictures' own")
    func skips() throws {
        let findings = try Self.watch(.skipsFrames)
        #expect(findings.loss.lostForGood == 0)
        #expect(findings.tracker.undecodable == 15 * 14)
        #expect(findings.freezes.count == 15)
    }
}
