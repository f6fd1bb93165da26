import Links
import SDP
import SFU
import Simulation
import Testing
import Timing

/// A publisher whose client stops sending the layers that nobody wants, and begins again with those that somebody does.
@Suite struct IdleLayersTests {
    /// A publisher of layers of some 160, 500 and 1,500 kb/s that listens; one of them may begin later.
    private static func call(
        shards: Int, later: Int? = nil
    ) throws -> (call: Broadcast, publisher: PeerHost) {
        let call = Broadcast(seed: 51, LinkConditions(delay: .milliseconds(20)), shards: shards)
        let publisher = try call.publish(layers: 3)
        for index in publisher.tracks.indices where publisher.tracks[index].kind == .video {
            let (packets, fill) = [(1, 720), (3, 790), (7, 1020)][publisher.tracks[index].layer]
            (publisher.tracks[index].framePackets, publisher.tracks[index].packetFill) = (packets, fill)
            publisher.tracks[index].isMuted = publisher.tracks[index].layer == later
        }
        call.run(for: .seconds(1))
        publisher.server.exchange.heedDemand(publisher.key, at: call.now)
        return (call, publisher)
    }

    /// Lets time pass, and the publisher's client hear every quarter of a second what is wanted.
    private static func run(_ call: Broadcast, _ publisher: PeerHost, for duration: Duration) throws {
        let end = call.now.advanced(by: duration)
        while call.now < end {
            let exchange = publisher.server.exchange
            let session = try #require(exchange.session(publisher.key))
            let layers = exchange.videos(of: session, at: call.now).first?.layers ?? []
            for index in publisher.tracks.indices
            where publisher.tracks[index].kind == .video && publisher.tracks[index].layer < layers.count {
                let isMuted = layers[publisher.tracks[index].layer].isWanted == false
                // An encoder that begins again does so with a keyframe.
                if publisher.tracks[index].isMuted, !isMuted { publisher.tracks[index].wantsKeyframe = true }
                publisher.tracks[index].isMuted = isMuted
            }
            call.run(for: .milliseconds(250))
        }
    }

    private static func sent(_ publisher: PeerHost) -> [Int] {
        publisher.tracks.filter { $0.kind == .video && !$0.isMuted }.map(\.layer).sorted()
    }

    private static func layer(_ viewer: PeerHost) throws -> Int {
        let session = try #require(viewer.server.exchange.session(viewer.key))
        return session.layer(inSection: viewer.section(.video))
    }

    @Test(
        "without viewers only the smallest layer is sent; who comes begins with that and soon has the best",
        arguments: [1, 2])
    func nobody(shards: Int) throws {
        let (call, publisher) = try Self.call(shards: shards)
        try Self.run(call, publisher, for: .seconds(12))
        #expect(Self.sent(publisher) == [0])
        let came = call.now
        let viewer = try call.play()
        try Self.run(call, publisher, for: .seconds(8))
        let first = try #require(viewer.played(.video).first)
        #expect(came.duration(to: first.arrived) < .seconds(1))
        #expect(try Self.layer(viewer) == 2 && Self.sent(publisher).contains(2))
        let playback = Playback(viewer.played(.video))
        #expect(playback.longestPause(from: first.arrived, to: call.now) < .milliseconds(300))
        try Self.run(call, publisher, for: .seconds(12))
        // Nobody is on the way through the middle any more.
        #expect(Self.sent(publisher) == [0, 2])
    }

    @Test("a layer that begins while nobody wants it is sent no longer than another")
    func late() throws {
        let (call, publisher) = try Self.call(shards: 1, later: 2)
        let viewer = try call.play()
        viewer.server.exchange.choose(LayerWish(name: "0"), for: viewer.key, at: call.now)
        try Self.run(call, publisher, for: .seconds(14))
        #expect(Self.sent(publisher) == [0])
        let best = try #require(publisher.tracks.firstIndex { $0.kind == .video && $0.layer == 2 })
        publisher.tracks[best].isMuted = false
        try Self.run(call, publisher, for: .seconds(5))
        #expect(Self.sent(publisher) == [0, 2])
        try Self.run(call, publisher, for: .seconds(9))
        #expect(Self.sent(publisher) == [0])
    }

    @Test(
        "what a viewer wants no more is not sent after a while, and at once when it does again",
        arguments: [1, 2])
    func wish(shards: Int) throws {
        let (call, publisher) = try Self.call(shards: shards)
        let viewer = try call.play()
        try Self.run(call, publisher, for: .seconds(8))
        #expect(try Self.layer(viewer) == 2)
        viewer.server.exchange.choose(LayerWish(name: "0"), for: viewer.key, at: call.now)
        try Self.run(call, publisher, for: .seconds(14))
        #expect(try Self.layer(viewer) == 0 && Self.sent(publisher) == [0])
        let wished = call.now
        viewer.server.exchange.choose(LayerWish(), for: viewer.key, at: call.now)
        try Self.run(call, publisher, for: .seconds(4))
        #expect(try Self.layer(viewer) == 2)
        #expect(Playback(viewer.played(.video)).longestPause(from: wished, to: call.now) < .milliseconds(300))
    }

    @Test("a viewer whose road becomes narrow falls to a layer that flows")
    func narrow() throws {
        let (call, publisher) = try Self.call(shards: 1)
        let viewer = try call.play()
        try Self.run(call, publisher, for: .seconds(20))
        #expect(try Self.layer(viewer) == 2 && Self.sent(publisher) == [0, 2])
        let squeezed = call.now
        call.time.network.set(
            LinkConditions(delay: .milliseconds(20), bitsPerSecond: 900_000, queueByteCount: 30_000),
            from: viewer.server.place, to: viewer.place)
        try Self.run(call, publisher, for: .seconds(20))
        // The middle layer fits, and is begun again for it.
        #expect(try Self.layer(viewer) == 1)
        #expect(
            Playback(viewer.played(.video)).longestPause(from: squeezed, to: call.now) < .milliseconds(1200))
    }
}
