import Links
import RTP
import SDP
import SFU
import Simulation
import Testing
import Timing
import WebRTC

/// What a server says of its sessions is what happened at the other ends.
@Suite struct NumbersTests {
    /// A call of twenty seconds that loses some packets each way, and the server's peers in it.
    private struct Call {
        let call: Broadcast
        let publisher: PeerHost, viewer: PeerHost
        let publishing: Peer, playing: Peer

        init(loss: Double) throws {
            var conditions = LinkConditions.usual
            conditions.loss = loss > 0 ? .random(loss) : .none
            call = Broadcast(conditions)
            publisher = try call.publish()
            call.run(for: .seconds(2))
            viewer = try call.play()
            call.run(for: .seconds(20))
            publishing = try #require(call.exchange.session(publisher.key)).peer
            playing = try #require(call.exchange.session(viewer.key)).peer
        }

        func numbers(_ peer: Peer, _ kind: MediaKind) throws -> MediaNumbers {
            try #require(peer.numbers(at: call.now).first { $0.kind == kind })
        }
    }

    @Test("on a path that loses nothing the counts of both ends are equal")
    func clean() throws {
        let call = try Call(loss: 0)
        for kind in [MediaKind.audio, .video] {
            let (come, gone) = (try call.numbers(call.publishing, kind), try call.numbers(call.playing, kind))
            #expect(come.direction == .received && gone.direction == .sent)
            #expect(come.codec == gone.codec && come.codec == (kind == .audio ? "opus" : "VP8"))
            let section = call.publisher.section(kind)
            // Some may be on their way.
            let (sent, played) = (call.publisher.tracks[section].count, call.viewer.played(kind).count)
            #expect((0..<6).contains(sent - Int64(come.counts.packets)))
            #expect((0..<6).contains(Int(gone.counts.packets) - played))
            #expect(come.counts.lost == 0 && gone.counts.lost == 0 && come.fractionLost == 0)
            #expect(come.counts.asked == 0 && gone.counts.asked == 0 && gone.counts.refused == 0)
            // Three packets of 0.2 KB each 40 ms, and one of 0.1 KB each 20 ms.
            let expected: ClosedRange<UInt64> = kind == .video ? 120_000...140_000 : 30_000...45_000
            #expect(expected.contains(come.bitsPerSecond), "\(come.bitsPerSecond)")
            // Of what leaves only payloads are counted.
            #expect((come.bitsPerSecond / 2..<come.bitsPerSecond).contains(gone.bitsPerSecond))
        }
        let video = try call.numbers(call.publishing, .video)
        #expect(
            video.counts.keyframes
                == UInt64(call.publisher.tracks[call.publisher.section(.video)].keyframeCount))
        // Who joins begins with the last keyframe, and asks for none.
        #expect(video.counts.pictureLosses == 0 && video.counts.fullIntraRequests == 0)
    }

    @Test("losses, requests and repeats are counted on the leg that they happen on")
    func lossy() throws {
        let call = try Call(loss: 0.05)
        let (come, gone) = (try call.numbers(call.publishing, .video), try call.numbers(call.playing, .video))
        for each in [come, gone] {
            let share = Double(each.counts.lost) / Double(each.counts.packets + each.counts.lost)
            #expect(share > 0.03 && share < 0.07)
            #expect(each.counts.asked >= each.counts.lost / 2 && each.counts.repeated > 0)
        }
        #expect(gone.counts.repeated == call.playing.packetsResent)
        #expect(gone.counts.refused == gone.counts.asked - gone.counts.repeated)
        #expect(come.counts.repeated == call.publishing.packetsRecovered)
        #expect(call.playing.counts(.sent).packets == call.playing.traffic.packetsSent)
        #expect(call.publishing.counts(.sent) == MediaCounts())
    }

    @Test("a stream tells where it comes from and where it goes, and forgets no viewer that has left")
    func stream() throws {
        let call = try Call(loss: 0.02)
        let leaving = try call.call.play(at: Place.guest(3))
        call.call.run(for: .seconds(5))
        let before = try #require(call.call.exchange.streamNumbers(at: call.call.now).first)
        #expect(before.name == "room" && before.audience.viewers == 2 && before.audience.unfit == 0)
        #expect(before.audience.waiting == 0 && before.publication?.progress != nil)
        #expect(before.publication?.layers.map(\.isForwarded) == [true, true])
        let traffic = call.playing.counts(.sent).packets
        #expect(before.audience.counts.packets > traffic)
        #expect((0.0...0.1).contains(before.audience.fractionLost))
        #expect(before.audience.roundTrip.map { $0 > .milliseconds(40) && $0 < .milliseconds(120) } == true)
        leaving.peer.close(at: call.call.now)
        call.publisher.peer.close(at: call.call.now)
        call.call.run(for: .seconds(1))
        let after = try #require(call.call.exchange.streamNumbers(at: call.call.now).first)
        #expect(
            after.audience.viewers == 1 && after.audience.counts.packets >= before.audience.counts.packets)
        #expect(after.publication?.progress == nil && after.publication?.isInterrupted == true)
        let totals = call.call.exchange.totals
        #expect(totals.sent.packets == after.audience.counts.packets)
        #expect(totals.received.packets >= before.publication?.counts.packets ?? .max)
        #expect(totals.drops.unauthentic == 0 && totals.waitingHandshakes == 0 && totals.waitingBatches == 0)
    }

    @Test("an encoder that starts again under another SSRC takes nothing back")
    func restartedEncoder() throws {
        let call = try Call(loss: 0.05)
        let before = try call.numbers(call.publishing, .video).counts
        var random = SeededGenerator(seed: 7)
        call.publisher.changeSources(using: &random)
        call.call.run(for: .seconds(10))
        let after = try call.numbers(call.publishing, .video).counts
        #expect(after.packets > before.packets + 500 && after.octets > before.octets)
        #expect(after.lost > before.lost && after.asked > before.asked && after.repeated > before.repeated)
        #expect(after.keyframes > before.keyframes)
    }

    @Test("the first packet and the first keyframe are told of, of who sends and of who gets them")
    func firsts() throws {
        let call = Broadcast()
        let publisher = try call.publish()
        call.run(for: .seconds(5))
        let viewer = try call.play()
        let asked = call.now
        call.run(for: .seconds(5))
        let publishing = try #require(call.exchange.session(publisher.key)).peer.progress
        let playing = try #require(call.exchange.session(viewer.key)).peer.progress
        let (first, begun) = (try #require(publishing.firstPacket), try #require(publishing.firstKeyframe))
        let connected = try #require(publishing.connected)
        #expect(connected <= first && first <= begun && connected.duration(to: begun) < .milliseconds(200))
        let (left, whole) = (try #require(playing.firstPacket), try #require(playing.firstKeyframe))
        #expect(asked < left && left <= whole && asked.duration(to: whole) < .seconds(1))
        // What the viewer got up to then is a keyframe from its first packet to its last, and on its way.
        let video = viewer.played(.video)
        let keyframe = video.filter { $0.timestamp == video[0].timestamp }
        #expect(keyframe.count == 3 && keyframe[0].isBeginning)
        #expect(
            keyframe.allSatisfy { whole < $0.arrived && whole.duration(to: $0.arrived) < .milliseconds(100) })
    }
}
