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
