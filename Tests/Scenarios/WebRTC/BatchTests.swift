import RTP
import SDP
import SFU
import Simulation
import Testing
import Timing
import WebRTC

/// Many packets of a publisher arrive in one batch, and something changes in it or behind it.
@Suite struct BatchTests {
    private static let codecs: [CodecCapability] = [.vp8, .h264(.constrainedBaseline, packetizationMode: 1)]

    @Test(
        "packets of a publisher that another one replaces before they are passed on are let go",
        arguments: [1, 2])
    func takeover(shards: Int) throws {
        let call = Broadcast(seed: 41, shards: shards)
        let first = try call.publish()
        let viewer = try call.play()
        call.run(for: .seconds(3))
        for index in first.tracks.indices {
            first.tracks[index].send(on: first.peer, at: first.tracks[index].nextFrame)
        }
        call.handOver(first)
        _ = try call.publish(at: Place.guest(2), takesOver: true)
        call.run(for: .seconds(3))
        #expect(Playback(viewer.played(.video)).isWhole && Playback(viewer.played(.audio)).isWhole)
        #expect(viewer.played(.video).last.map { $0.delay < .milliseconds(70) } == true)
    }

    @Test("codecs that change within a batch are told from each other", arguments: [1, 2])
    func codecChange(shards: Int) throws {
        let call = Broadcast(seed: 42, shards: shards)
        let publisher = try call.publish(Self.codecs)
        let viewer = try call.play(at: Place.guest(1), Self.codecs)
        call.run(for: .seconds(3))
        let section = publisher.section(.video)
        let before = publisher.tracks[section].codec
        let other = publisher.peer.session.media[section].formats.map(\.format.codec).first { $0 != before }
        let start = publisher.tracks[section].count
        let codecs = [before, try #require(other), before]
        for codec in codecs {
            publisher.tracks[section].codec = codec
            publisher.tracks[section].wantsKeyframe = true
            publisher.tracks[section].send(on: publisher.peer, at: publisher.tracks[section].nextFrame)
        }
        call.handOver(publisher)
        call.run(for: .milliseconds(100))
        let types = viewer.played(.video).filter { $0.number >= start && $0.number < start + 9 }
            .map { $0.payloadType.value }
        let expected = codecs.flatMap { codec in
            let format = viewer.peer.session.media[viewer.section(.video)].format(carrying: codec)
            return [UInt8](repeating: format?.format.payloadType ?? 0, count: 3)
        }
        #expect(types == expected && expected[0] != expected[3])
    }
}
