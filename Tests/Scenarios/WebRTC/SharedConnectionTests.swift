import ICE
import Links
import RTP
import SDP
import SFU
import Simulation
import Testing
import Timing
import WebRTC

/// Viewers who get several streams over one connection, in which tracks come and go.
@Suite struct SharedConnectionTests {
    private static let ann = ["0": "ann", "1": "ann"], bob = ["2": "bob", "3": "bob"]

    private static func both(_ one: [String: String], _ other: [String: String]) -> [String: String] {
        one.merging(other) { $1 }
    }

    /// A call with these publishers, a second under way.
    private static func call(_ streams: String..., shards: Int) throws -> Broadcast {
        let call = Broadcast(shards: shards)
        for (number, stream) in streams.enumerated() {
            _ = try call.publish(at: Place.guest(number), to: stream)
        }
        call.run(for: .seconds(1))
        return call
    }

    @Test("several streams arrive whole over one connection, each from a keyframe on", arguments: [1, 3])
    func several(shards: Int) throws {
        let call = try Self.call("ann", "bob", shards: shards)
        let viewer = try SharedViewer(Self.both(Self.ann, Self.bob), in: call, on: call.shards[0])
        call.run(for: .seconds(10))
        for mid in ["0", "1", "2", "3"] {
            let playback = Playback(viewer.played(mid))
            #expect(playback.packets.count > 100 && playback.isWhole && playback.repeated == 0, "\(mid)")
        }
        #expect(viewer.played("1").first?.canBegin == true && viewer.played("3").first?.canBegin == true)
        #expect(call.sessionCount == 3)
    }

    @Test("a track is added and removed under way, and the others notice nothing", arguments: [1, 3])
    func comingAndGoing(shards: Int) throws {
        let call = try Self.call("ann", "bob", "cat", shards: shards)
        let viewer = try SharedViewer(Self.ann, in: call, on: call.shards[0])
        call.run(for: .seconds(3))
        try viewer.offer(Self.both(Self.ann, Self.bob))
        call.run(for: .seconds(3))
        let removed = call.now
        viewer.end(["2", "3"])
        call.run(for: .seconds(3))
        // What was on its way came still.
        #expect(viewer.played("3", from: removed.advanced(by: .milliseconds(100))).isEmpty)
        let added = call.now
        try viewer.offer(Self.both(Self.ann, ["2": "cat", "3": "cat"]))
        call.run(for: .seconds(3))
        let cat = viewer.played("3", from: added)
        #expect(cat.count > 50 && cat.first?.canBegin == true && Playback(cat).isWhole)
        #expect(viewer.played("2", from: added).count > 100)
        for mid in ["0", "1"] {
            let playback = Playback(viewer.played(mid))
            #expect(playback.isWhole && playback.repeated == 0)
            #expect(playback.longestPause(from: removed, to: call.now) < .milliseconds(50))
        }
        #expect(viewer.host.end == nil && call.sessionCount == 4)
    }

    @Test("what a section got before it is of no use to what it gets now: its source is another")
    func sources() throws {
        let call = try Self.call("ann", "bob", shards: 1)
        let viewer = try SharedViewer(Self.both(Self.ann, Self.bob), in: call, on: call.shards[0])
        call.run(for: .seconds(2))
        let before = viewer.host.peer.session.media.map(\.remoteSources)
        try viewer.offer(["0": "ann", "1": "bob", "2": "bob", "3": "ann"])
        let after = viewer.host.peer.session.media.map(\.remoteSources)
        #expect(after[0] == before[0] && after[1] != before[1])
        #expect(after[2] == before[2] && after[3] != before[3] && after[3] != before[1])
        let changed = call.now
        call.run(for: .seconds(2))
        for mid in ["1", "3"] { #expect(viewer.played(mid, from: changed).first?.canBegin == true) }
        let numbers = call.exchange.streamNumbers(at: call.now)
        #expect(numbers.first { $0.name == "bob" }?.audience.viewers == 1)
        let session = try #require(call.exchange.session(viewer.host.key))
        #expect(session.peer.counts(.sent).packets == session.peer.traffic.packetsSent)
        let sent = numbers.reduce(0) { $0 + $1.audience.counts.packets }
        #expect(sent == session.peer.counts(.sent).packets)
    }

    @Test("a stream that is let go ends nobody who has others, and is seen again when it comes back")
    func letGo() throws {
        let call = Broadcast(settings: ExchangeSettings(linger: .seconds(2)))
        let publisher = try call.publish(at: Place.guest(0), to: "ann")
        _ = try call.publish(at: Place.guest(1), to: "bob")
        let viewer = try SharedViewer(Self.both(Self.ann, Self.bob), in: call, on: call.shards[0])
        call.run(for: .seconds(2))
        call.exchange.close(publisher.key, at: call.now)
        call.run(for: .seconds(5))
        #expect(viewer.host.end == nil && call.server.ended[viewer.host.key] == nil)
        let back = call.now
        _ = try call.publish(at: Place.guest(2), to: "ann")
        call.run(for: .seconds(3))
        #expect(viewer.played("1", from: back).count > 30)
        #expect(Playback(viewer.played("3")).isWhole)
    }

    @Test("a lost packet of any of them is sent again", arguments: 1...3 as ClosedRange<UInt64>)
    func losses(seed: UInt64) throws {
        let call = Broadcast(
            seed: seed, LinkConditions(delay: .milliseconds(20), loss: .random(0.05)))
        _ = try call.publish(at: Place.guest(0), to: "ann")
        _ = try call.publish(at: Place.guest(1), to: "bob")
        call.run(for: .seconds(2))
        let viewer = try SharedViewer(Self.ann, in: call, on: call.shards[0])
        call.run(for: .seconds(3))
        try viewer.offer(Self.both(Self.ann, Self.bob))
        call.run(for: .seconds(10))
        for mid in ["1", "3"] {
            let packets = viewer.played(mid)
            let places = Set(packets.map(\.place.value))
            let span = (places.max() ?? 0) - (places.min() ?? 0) + 1
            #expect(Double(places.count) > 0.98 * Double(span), "\(mid): \(places.count) of \(span)")
        }
    }

    @Test("nothing of it is left when it is gone")
    func gone() throws {
        let call = try Self.call("ann", "bob", shards: 3)
        let viewer = try SharedViewer(Self.both(Self.ann, Self.bob), in: call, on: call.shards[1])
        call.run(for: .seconds(2))
        viewer.end(["0", "1", "2", "3"])
        call.run(for: .seconds(1))
        #expect(call.shards.allSatisfy { $0.exchange.viewers(of: "ann").isEmpty })
        viewer.host.server.exchange.close(viewer.host.key, at: call.now)
        for shard in call.shards {
            for session in shard.exchange.sessions { shard.exchange.close(session.key, at: call.now) }
        }
        call.run(for: .seconds(40))
        #expect(call.isDeserted)
    }
}
