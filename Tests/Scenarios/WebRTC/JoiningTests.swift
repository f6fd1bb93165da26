import ICE
import Links
import SDP
import SFU
import SRTP
import Simulation
import Testing
import Timing
import WebRTC

/// A publisher and viewers find each other.
@Suite struct JoiningTests {
    @Test("who joins a stream sees and hears it within a second, from its first keyframe on")
    func join() throws {
        let call = Broadcast()
        let publisher = try call.publish()
        call.run(for: .seconds(5))
        let viewer = try call.play()
        let joined = call.now
        let plays = call.run(atMost: .seconds(1)) {
            !viewer.played(.video).isEmpty && !viewer.played(.audio).isEmpty
        }
        #expect(plays && publisher.peer.profile == .gcm128 && viewer.peer.profile == .gcm128)
        call.run(for: .seconds(30))
        for kind in [MediaKind.audio, .video] {
            let playback = Playback(viewer.played(kind))
            #expect(playback.isWhole && playback.repeated == 0)
            let settled = joined.advanced(by: .seconds(1))
            #expect(playback.longestPause(from: settled, to: call.now) < .milliseconds(50))
            // The pictures since the last keyframe came quickly, as if they were captured then.
            let live = viewer.played(kind).filter { $0.captured > settled }
            #expect(Playback(live).timestampError(clockRate: kind == .video ? 90_000 : 48_000) < 1)
            #expect(live.allSatisfy { $0.delay < .milliseconds(70) })
        }
        #expect(viewer.played(.video).first?.canBegin == true)
        #expect(call.exchange.sessionCount == 2 && call.server.ended.isEmpty)
    }

    @Test("who comes before the publisher waits, and sees the first keyframe")
    func viewerFirst() throws {
        let call = Broadcast()
        let viewer = try call.play()
        call.run(for: .seconds(60))
        #expect(viewer.peer.isConnected && viewer.played.isEmpty)
        _ = try call.publish()
        let began = call.now
        let plays = call.run(atMost: .seconds(1)) { !viewer.played(.video).isEmpty }
        #expect(plays)
        call.run(for: .seconds(10))
        let first = try #require(viewer.played(.video).first)
        #expect(first.number == 0 && first.canBegin)
        #expect(Playback(viewer.played(.video)).isWhole && began < first.captured)
    }

    @Test(
        "who joins over a road that loses a third does so in the end", arguments: 1...4 as ClosedRange<UInt64>
    )
    func lossyHandshake(seed: UInt64) throws {
        let call = Broadcast(seed: seed, LinkConditions(delay: .milliseconds(30), loss: .random(0.3)))
        let publisher = try call.publish()
        let viewer = try call.play()
        let plays = call.run(atMost: .seconds(20)) { !viewer.played(.video).isEmpty }
        #expect(plays && publisher.peer.isConnected && call.exchange.sessionCount == 2)
    }

    @Test("a camera that is switched off and on again is seen again, by those who came meanwhile too")
    func mutedCamera() throws {
        let call = Broadcast()
        let publisher = try call.publish()
        let viewer = try call.play()
        call.run(for: .seconds(5))
        let camera = publisher.section(.video)
        publisher.tracks[camera].isMuted = true
        call.run(for: .seconds(10))
        let late = try call.play(at: Place.guest(2))
        call.run(for: .seconds(10))
        #expect(late.played(.video).isEmpty && !late.played(.audio).isEmpty)
        publisher.tracks[camera].isMuted = false
        let unmuted = call.now
        call.run(for: .seconds(5))
        for host in [viewer, late] {
            let packets = host.played(.video).filter { $0.captured >= unmuted }
            #expect(packets.first.map { $0.delay < .milliseconds(500) } == true && packets.count > 300)
            #expect(Playback(host.played(.video)).isWhole)
            #expect(Playback(host.played(.video)).timestampError(clockRate: 90_000) < 1)
        }
        #expect(late.played(.video).first?.canBegin == true)
    }

    @Test("a viewer that may not wait is refused while there is no publisher, and leaves nothing behind")
    func refused() throws {
        let call = Broadcast()
        let viewer = try call.play()
        call.exchange.close(viewer.key, at: call.now)
        #expect(call.exchange.publications.isEmpty)
        _ = try call.publish()
        #expect(throws: ExchangeRefusal.streamHasPublisher) { try call.publish(at: Place.guest(2)) }
        #expect(call.exchange.sessionCount == 1)
    }

    @Test("when there are as many sessions as may be, one that never connected makes way, and no other")
    func makesWay() throws {
        var settings = ExchangeSettings()
        settings.sessionLimit = 2
        let call = Broadcast(settings: settings)
        let silent = try call.play()
        call.lose(silent)
        let viewer = try call.play(at: Place.guest(2))
        call.run(for: .seconds(4))
        #expect(throws: ExchangeRefusal.full(limit: 2)) { try call.play(at: Place.guest(3)) }
        call.run(for: .seconds(1))
        let late = try call.play(at: Place.guest(3))
        call.run(for: .seconds(6))
        #expect(call.server.ended == [silent.key: .peer(.neverConnected)])
        #expect(viewer.peer.isConnected && late.peer.isConnected)
        #expect(throws: ExchangeRefusal.full(limit: 2)) { try call.play(at: Place.guest(4)) }
    }

    @Test("as many sessions as may be, and not one more")
    func full() throws {
        var settings = ExchangeSettings()
        settings.sessionLimit = 2
        let call = Broadcast(settings: settings)
        _ = try call.publish()
        _ = try call.play()
        #expect(throws: ExchangeRefusal.full(limit: 2)) { try call.play(at: Place.guest(2)) }
    }
}
