import ICE
import Links
import SDP
import SFU
import Simulation
import Testing
import Timing
import WebRTC

/// Viewers of one stream on several shards.
@Suite struct ShardTests {
    /// A publisher and so many viewers, who end up on all shards alike.
    private static func broadcast(
        viewers: Int, shards: Int, _ conditions: LinkConditions = .usual
    ) throws -> (call: Broadcast, publisher: PeerHost, viewers: [PeerHost]) {
        let call = Broadcast(seed: 71, conditions, shards: shards)
        let publisher = try call.publish()
        let hosts = try (1...viewers).map { try call.play(at: Place.guest($0)) }
        return (call, publisher, hosts)
    }

    @Test("viewers on every shard get every packet of a publisher on one", arguments: [2, 5])
    func everyPacket(shards: Int) throws {
        let (call, publisher, viewers) = try Self.broadcast(viewers: shards * 3 - 1, shards: shards)
        #expect(call.shards.allSatisfy { $0.exchange.sessionCount == 3 })
        call.run(for: .seconds(8))
        for viewer in viewers {
            #expect(Playback(viewer.played(.video)).isWhole && Playback(viewer.played(.audio)).isWhole)
            #expect(viewer.played(.video).last.map { $0.delay < .milliseconds(70) } == true)
            #expect(viewer.server.exchange.session(viewer.key)?.hasPublisher == true)
        }
        // One keyframe served all who came together.
        #expect(publisher.tracks[publisher.section(.video)].keyframeCount <= 3)
        #expect(call.shards.allSatisfy { $0.exchange.missedBatches == 0 && $0.droppedBatches == 0 })
    }

    @Test("what viewers on another shard lose is sent again from its own history")
    func loss() throws {
        let conditions = LinkConditions(delay: .milliseconds(20), loss: .random(0.05))
        let (call, _, viewers) = try Self.broadcast(viewers: 3, shards: 2, conditions)
        call.run(for: .seconds(12))
        for viewer in viewers {
            #expect(viewer.peer.packetsRecovered > 10)
            let video = Playback(viewer.played(.video))
            #expect(video.repeated == 0 && viewer.played(.video).count > 800)
        }
    }

    @Test("a shard that is behind misses whole batches, asks for a keyframe, and keeps nobody else waiting")
    func overload() throws {
        let (call, publisher, viewers) = try Self.broadcast(viewers: 3, shards: 2)
        call.run(for: .seconds(5))
        let slow = call.shards[call.server.number == 0 ? 1 : 0]
        let (near, far) = (viewers.filter { $0.server !== slow }, viewers.filter { $0.server === slow })
        #expect(!near.isEmpty && !far.isEmpty)
        let keyframes = publisher.tracks[publisher.section(.video)].keyframeCount
        slow.ringCapacity = 4
        slow.isBusy = true
        call.run(for: .seconds(1))
        slow.isBusy = false
        let back = call.now
        call.run(for: .seconds(5))
        #expect(slow.droppedBatches > 20)
        #expect(slow.exchange.missedBatches == UInt64(slow.droppedBatches))
        #expect(publisher.tracks[publisher.section(.video)].keyframeCount > keyframes)
        for viewer in near { #expect(Playback(viewer.played(.video)).isWhole) }
        for viewer in far {
            let after = viewer.played(.video).filter { $0.captured > back }
            #expect(after.contains { $0.canBegin && $0.delay < .milliseconds(500) })
            #expect(after.last.map { $0.delay < .milliseconds(70) } == true)
            #expect(viewer.peer.isConnected)
        }
    }

    @Test("a publisher that is killed and returns with another codec feeds viewers on all shards again")
    func killed() throws {
        let codecs: [CodecCapability] = [.vp8, .h264(.constrainedBaseline, packetizationMode: 1)]
        let call = Broadcast(seed: 72, shards: 3)
        let first = try call.publish([.vp8])
        let viewers = try (1...5).map { try call.play(at: Place.guest($0), codecs) }
        call.run(for: .seconds(5))
        call.lose(first)
        call.run(for: .seconds(3))
        let second = try call.publish(at: Place.guest(9), [codecs[1]])
        let sends = call.run(atMost: .seconds(2)) { second.tracks[second.section(.video)].count > 0 }
        let returned = call.now
        let see = call.run(atMost: .seconds(1)) {
            viewers.allSatisfy { $0.played(.video).last.map { $0.captured >= returned } ?? false }
        }
        #expect(sends && see)
        call.run(for: .seconds(5))
        #expect(call.server.ended[first.key] == .replaced)
        for viewer in viewers {
            let video = viewer.played(.video)
            #expect(viewer.peer.isConnected && Playback(video).isWhole)
            #expect(Set(video.map(\.payloadType)).count == 2)
        }
    }

    @Test("the last viewer of a shard that leaves ends the relay to it, and the next one begins it anew")
    func comingAndGoing() throws {
        let (call, _, viewers) = try Self.broadcast(viewers: 1, shards: 2)
        let viewer = viewers[0], other = viewer.server
        #expect(other !== call.server)
        call.run(for: .seconds(3))
        other.exchange.close(viewer.key, at: call.now)
        call.run(for: .seconds(1))
        #expect(other.exchange.streamNames.isEmpty && call.exchange.sessionCount == 1)
        let next = try call.play(at: Place.guest(5))
        #expect(next.server === other)
        let sees = call.run(atMost: .seconds(1)) { !next.played(.video).isEmpty }
        call.run(for: .seconds(3))
        #expect(sees && Playback(next.played(.video)).isWhole)
        #expect(other.exchange.missedBatches == 0)
    }

    @Test("viewers on all shards who wait for a publisher see it when it comes, and are deserted by none")
    func waiting() throws {
        let call = Broadcast(seed: 73, shards: 2)
        let viewers = try (1...4).map { try call.play(at: Place.guest($0)) }
        call.run(for: .seconds(60))
        for viewer in viewers {
            #expect(viewer.server.exchange.session(viewer.key)?.hasPublisher == false)
        }
        let publisher = try call.publish()
        let see = call.run(atMost: .seconds(1)) { viewers.allSatisfy { !$0.played(.video).isEmpty } }
        #expect(see && Set(viewers.map(\.server.number)) == [0, 1])
        call.exchange.close(publisher.key, at: call.now)
        for viewer in viewers { viewer.server.exchange.close(viewer.key, at: call.now) }
        call.run(for: .seconds(1))
        #expect(call.sessionCount == 0 && call.isDeserted)
    }
}
