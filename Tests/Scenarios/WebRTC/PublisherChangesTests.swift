import ICE
import RTP
import SDP
import SFU
import Simulation
import Testing
import Timing
import WebRTC

/// Publishers come and go, and viewers stay.
@Suite struct PublisherChangesTests {
    /// What a viewer must never notice of a change at the other end.
    private func expectUnbroken(_ viewer: PeerHost) {
        for kind in [MediaKind.audio, .video] {
            let packets = viewer.played(kind)
            let playback = Playback(packets)
            #expect(playback.isWhole && playback.repeated == 0)
            #expect(packets.allSatisfy { !$0.isRestart })
            #expect(playback.timestampError(clockRate: kind == .video ? 90_000 : 48_000) < 60)
            let sorted = packets.sorted { $0.place < $1.place }
            #expect(zip(sorted, sorted.dropFirst()).allSatisfy { !$0.timestamp.isAfter($1.timestamp) })
        }
    }

    @Test(
        "a publisher that takes over feeds the same viewers, who see numbers and times go on",
        arguments: [1, 2])
    func takeover(shards: Int) throws {
        let call = Broadcast(shards: shards)
        let first = try call.publish()
        let viewer = try call.play()
        call.run(for: .seconds(20))
        let second = try call.publish(at: Place.guest(2), takesOver: true)
        let taken = call.now
        #expect(call.sessionCount == 2)
        let sees = call.run(atMost: .seconds(2)) {
            viewer.played(.video).last.map { $0.captured > taken } ?? false
        }
        #expect(sees)
        call.run(for: .seconds(20))
        #expect(call.server.ended[first.key] == .replaced && first.end == .closedByPeer)
        #expect(second.peer.isConnected && viewer.peer.isConnected)
        expectUnbroken(viewer)
        #expect(
            Playback(viewer.played(.video)).longestPause(from: taken, to: call.now) < .milliseconds(600))
    }

    @Test(
        "a publisher that leaves in order and comes back within the linger time finds its viewers",
        arguments: [1, 2])
    func comesBack(shards: Int) throws {
        let call = Broadcast(shards: shards)
        let first = try call.publish()
        let viewer = try call.play()
        call.run(for: .seconds(10))
        first.peer.close(at: call.now)
        call.run(for: .seconds(25))
        #expect(call.server.ended[first.key] == .peer(.closedByPeer) && viewer.peer.isConnected)
        #expect(call.exchange.publications.first?.publisher == nil)
        _ = try call.publish(at: Place.guest(2))
        call.run(for: .seconds(20))
        #expect(viewer.peer.isConnected && call.sessionCount == 2)
        expectUnbroken(viewer)
        #expect(viewer.played(.video).last.map { $0.delay < .milliseconds(70) } == true)
    }

    @Test("viewers whose publisher does not come back are let go after the linger time", arguments: [1, 2])
    func linger(shards: Int) throws {
        let call = Broadcast(settings: ExchangeSettings(linger: .seconds(30)), shards: shards)
        let publisher = try call.publish()
        let viewers = [try call.play(), try call.play(at: Place.guest(2))]
        call.run(for: .seconds(5))
        call.exchange.close(publisher.key, at: call.now)
        call.run(for: .seconds(29))
        #expect(call.sessionCount == 2)
        call.run(for: .seconds(2))
        #expect(call.sessionCount == 0 && call.isDeserted)
        #expect(viewers.allSatisfy { $0.server.ended[$0.key] == .publisherLeft && $0.end == .closedByPeer })
    }

    @Test(
        "a publisher silent for a second yields to the next; one that speaks does not", arguments: [1, 2])
    func silence(shards: Int) throws {
        let call = Broadcast(shards: shards)
        let first = try call.publish()
        let viewer = try call.play()
        call.run(for: .seconds(10))
        #expect(throws: ExchangeRefusal.streamHasPublisher) { try call.publish(at: Place.guest(2)) }
        first.isStuck = true
        call.run(for: .milliseconds(900))
        #expect(throws: ExchangeRefusal.streamHasPublisher) { try call.publish(at: Place.guest(2)) }
        call.run(for: .milliseconds(300))
        _ = try call.publish(at: Place.guest(2))
        call.run(for: .seconds(10))
        #expect(call.server.ended[first.key] == .replaced && call.sessionCount == 2)
        expectUnbroken(viewer)
    }

    @Test("a publisher that is paused is not taken for gone until it has been silent for three seconds")
    func paused() throws {
        let call = Broadcast()
        let first = try call.publish()
        call.run(for: .seconds(5))
        for index in first.tracks.indices { first.tracks[index].isMuted = true }
        call.run(for: .seconds(10))
        first.isStuck = true
        call.run(for: .milliseconds(1500))
        #expect(throws: ExchangeRefusal.streamHasPublisher) { try call.publish(at: Place.guest(2)) }
        call.run(for: .milliseconds(2000))
        _ = try call.publish(at: Place.guest(2))
        #expect(call.server.ended[first.key] == nil || call.server.ended[first.key] == .replaced)
    }

    @Test(
        "another codec under way reaches viewers under their payload type, without a word of signaling",
        arguments: [1, 2])
    func codecChange(shards: Int) throws {
        let call = Broadcast(shards: shards)
        let codecs: [CodecCapability] = [.vp8, .h264(.constrainedBaseline, packetizationMode: 1)]
        let publisher = try call.publish(codecs)
        let viewer = try call.play(at: Place.guest(1), codecs.reversed())
        let narrow = try call.play(at: Place.guest(2), [.vp8])
        let media = publisher.peer.session.media[publisher.section(.video)]
        let h264 = try #require(media.formats.first { $0.format.name == "H264" }?.format)
        let vp8 = try #require(media.formats.first { $0.format.name == "VP8" }?.format)
        publisher.tracks[publisher.section(.video)].codec = vp8.codec
        call.run(for: .seconds(5))
        publisher.tracks[publisher.section(.video)].codec = h264.codec
        let changed = call.now
        call.run(for: .seconds(5))
        let theirs = viewer.peer.session.media[viewer.section(.video)].formats
        let types = theirs.reduce(into: [:]) { $0[$1.format.name] = $1.format.payloadType }
        let isRight = viewer.played(.video).allSatisfy {
            $0.payloadType.value == types[$0.captured < changed ? "VP8" : "H264"]
        }
        #expect(isRight)
        let after = viewer.played(.video).first { $0.captured >= changed }
        #expect(after?.canBegin == true)
        #expect(Playback(viewer.played(.video)).isWhole)
        // Who takes no H.264 gets none, and it is known why.
        #expect(narrow.played(.video).allSatisfy { $0.captured < changed })
        #expect(narrow.server.exchange.session(narrow.key)?.unfitCodecs == ["H264"])
        publisher.tracks[publisher.section(.video)].codec = vp8.codec
        publisher.tracks[publisher.section(.video)].wantsKeyframe = true
        call.run(for: .seconds(2))
        #expect(narrow.played(.video).last.map { $0.delay < .milliseconds(70) } == true)
        #expect(narrow.server.exchange.session(narrow.key)?.unfitCodecs == [])
        #expect(Playback(narrow.played(.video)).isWhole && Playback(viewer.played(.video)).isWhole)
    }
}
