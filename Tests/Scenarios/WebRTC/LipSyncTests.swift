import Links
import SDP
import SFU
import Simulation
import Testing
import Timing
import WebRTC

/// Audio and video on one clock at the viewer, by what sender reports tell it.
@Suite struct LipSyncTests {
    /// How far audio and video are apart at a viewer, in milliseconds, at each video packet from `start` on.
    private static func skews(_ viewer: PeerHost, from start: Instant) -> [Double] {
        func error(_ packet: PlayedPacket) -> Double? {
            packet.shown.map { packet.captured.duration(to: $0).seconds * 1000 }
        }
        let (audio, video) = (viewer.section(.audio), viewer.section(.video))
        var lastAudio: Double?
        var skews: [Double] = []
        for packet in viewer.played where packet.arrived > start {
            if packet.section == audio { lastAudio = error(packet) }
            guard packet.section == video, let lastAudio, let error = error(packet) else { continue }
            skews.append(abs(error - lastAudio))
        }
        return skews
    }

    private static let jittery = LinkConditions(
        delay: .milliseconds(30), jitter: .milliseconds(50), loss: .random(0.02))

    @Test(
        "audio and video are within 20 ms of each other, over jitter and another clock", arguments: [1, 2, 3])
    func sync(seed: UInt64) throws {
        let call = Broadcast(seed: seed, Self.jittery)
        _ = try call.publish()
        let viewer = try call.play()
        call.run(for: .seconds(40))
        let skews = Self.skews(viewer, from: .zero.advanced(by: .seconds(6)))
        #expect(skews.count > 2000 && skews.allSatisfy { $0 <= 20 })
    }

    @Test("also behind a takeover by a publisher whose clock is another")
    func takeover() throws {
        let call = Broadcast(seed: 4, Self.jittery)
        _ = try call.publish()
        let viewer = try call.play()
        call.run(for: .seconds(20))
        call.clientClock = ReportClock(WallClock(seconds: 1_111_111_111), at: call.now)
        _ = try call.publish(at: Place.guest(2), takesOver: true)
        let taken = call.now
        call.run(for: .seconds(25))
        let skews = Self.skews(viewer, from: taken.advanced(by: .seconds(6)))
        #expect(skews.count > 1000 && skews.allSatisfy { $0 <= 20 })
    }

    /// How much later than it was captured each packet of a viewer's was, to it, by number, in milliseconds.
    private static func errors(_ viewer: PeerHost, _ kind: MediaKind, from start: Instant) -> [Int64: Double]
    {
        viewer.played(kind).reduce(into: [:]) { errors, packet in
            guard packet.arrived > start, let shown = packet.shown else { return }
            errors[packet.number] = packet.captured.duration(to: shown).seconds * 1000
        }
    }

    @Test(
        "who came by fast forward sees sound and picture as far apart as who was there all the time",
        arguments: 1...3 as ClosedRange<UInt64>)
    func fastForward(seed: UInt64) throws {
        let call = Broadcast(seed: seed)
        _ = try call.publish()
        let early = try call.play()
        call.run(for: .seconds(5))
        let late = try call.play(at: Place.guest(2))
        let joined = call.now
        call.run(for: .seconds(10))
        #expect(late.played(.video).first?.number ?? .max < 10)
        // From the first picture that is live, which is the time of the fast forward and no more.
        let start = joined.advanced(by: .seconds(1))
        var apart: [[Double]] = []
        for kind in [MediaKind.audio, .video] {
            let (one, other) = (
                Self.errors(early, kind, from: start), Self.errors(late, kind, from: start)
            )
            apart.append(one.compactMap { number, error in other[number].map { $0 - error } })
        }
        #expect(apart.allSatisfy { $0.count > 400 })
        let all = apart.flatMap(\.self)
        let (least, most) = (try #require(all.min()), try #require(all.max()))
        #expect(most - least < 3, "\(least) to \(most) ms")
    }

    @Test("who joins can bring sound and picture together at once", arguments: 1...5 as ClosedRange<UInt64>)
    func soon(seed: UInt64) throws {
        let call = Broadcast(seed: seed)
        _ = try call.publish()
        call.run(for: .seconds(3))
        let viewer = try call.play()
        call.run(for: .seconds(2))
        for kind in [MediaKind.audio, .video] {
            let packets = viewer.played(kind)
            let known = try #require(packets.first { $0.shown != nil })
            #expect(packets[0].arrived.duration(to: known.arrived) < .milliseconds(70))
        }
    }
}
