import Links
import RTP
import SDP
import SFU
import Simulation
import Testing
import Timing
import WebRTC

/// Three simulcast layers, and a viewer whose road changes: publication, audience and peers as they are.
@Suite struct LayerTests {
    /// A publisher of layers of some 160, 500 and 1,500 kb/s, and a viewer.
    private static func call(
        seed: UInt64 = 31, _ conditions: LinkConditions? = nil, shards: Int = 1
    ) throws -> (call: Broadcast, publisher: PeerHost, viewer: PeerHost) {
        let call = Broadcast(seed: seed, LinkConditions(delay: .milliseconds(20)), shards: shards)
        let publisher = try call.publish(layers: 3)
        for index in publisher.tracks.indices where publisher.tracks[index].kind == .video {
            let (packets, fill) = [(1, 720), (3, 790), (7, 1020)][publisher.tracks[index].layer]
            (publisher.tracks[index].framePackets, publisher.tracks[index].packetFill) = (packets, fill)
            publisher.tracks[index].keyframeShare = 3
        }
        let viewer = try call.play()
        if let conditions { call.time.network.set(conditions, from: viewer.server.place, to: viewer.place) }
        return (call, publisher, viewer)
    }

    private static func limited(to bitsPerSecond: Int) -> LinkConditions {
        LinkConditions(
            delay: .milliseconds(20), bitsPerSecond: bitsPerSecond, queueByteCount: bitsPerSecond / 8 / 4)
    }

    /// The layer that a viewer gets.
    private static func layer(_ viewer: PeerHost) throws -> Int {
        let session = try #require(viewer.server.exchange.session(viewer.key))
        return session.layer(inSection: viewer.section(.video))
    }

    @Test("a viewer goes down to what 400 kb/s carry, and up again with 3 Mb/s", arguments: [1, 2])
    func downAndUp(shards: Int) throws {
        let (call, _, viewer) = try Self.call(shards: shards)
        #expect(try call.run(atMost: .seconds(8)) { try Self.layer(viewer) == 2 })
        call.run(for: .seconds(2))
        let squeezed = call.now
        call.time.network.set(Self.limited(to: 400_000), from: viewer.server.place, to: viewer.place)
        call.run(for: .seconds(20))
        #expect(try Self.layer(viewer) == 0)
        let freed = call.now
        call.time.network.set(Self.limited(to: 3_000_000), from: viewer.server.place, to: viewer.place)
        let isUp = try call.run(atMost: .seconds(8)) { try Self.layer(viewer) == 2 }
        #expect(isUp)
        call.run(for: .seconds(5))
        let playback = Playback(viewer.played(.video))
        #expect(playback.longestPause(from: squeezed, to: freed) < .milliseconds(1200))
        #expect(playback.longestPause(from: freed, to: call.now) < .milliseconds(200))
        #expect(playback.isContinuous)
        let session = try #require(viewer.server.exchange.session(viewer.key))
        #expect(session.layerReason(inSection: viewer.section(.video)) == .best)
    }

    @Test(
        "decoders cannot tell that there are layers: frame counters go on by one, and payloads are as they were",
        arguments: [Track.Cipher.none, .frames, .payloads])
    func counters(cipher: Track.Cipher) throws {
        let (call, publisher, viewer) = try Self.call()
        for index in publisher.tracks.indices where publisher.tracks[index].kind == .video {
            publisher.tracks[index].cipher = cipher
            publisher.tracks[index].countsFrames = cipher != .payloads
        }
        var layers: Set<Int> = []
        for (seconds, rate) in [
            (12, 10_000_000), (8, 400_000), (14, 3_000_000), (8, 900_000), (14, 10_000_000),
        ] {
            call.time.network.set(Self.limited(to: rate), from: viewer.server.place, to: viewer.place)
            call.run(for: .seconds(seconds))
            layers.insert(try Self.layer(viewer))
        }
        #expect(layers == [0, 1, 2])
        let packets = viewer.played(.video).sorted { $0.place < $1.place }
        #expect(packets.allSatisfy { $0.isIntact })
        // One packet of each frame: those of a frame have one timestamp.
        let frames = packets.enumerated().filter {
            $0.offset == 0 || packets[$0.offset - 1].timestamp != $0.element.timestamp
        }.map(\.element)
        var joints = 0
        for (one, other) in zip(frames, frames.dropFirst()) {
            // Where packets were lost between two frames there may have been others.
            let isWhole = packets.contains { $0.place.value == other.place.value - 1 }
            let steps = (1...(isWhole ? 1 : 30)).first {
                one.counters.isBehind(by: UInt16($0), other.counters)
            }
            #expect(steps != nil, "\(one.counters) \(other.counters)")
            if isWhole { joints += 1 }
        }
        #expect(joints > frames.count * 9 / 10)
    }

    @Test("on a steady road the layer that it carries is kept", arguments: [(400_000, 0), (900_000, 1)])
    func steady(bitsPerSecond: Int, expected: Int) throws {
        let (call, _, viewer) = try Self.call(Self.limited(to: bitsPerSecond))
        call.run(for: .seconds(15))
        var seen: [Int] = []
        for _ in 0..<60 {
            call.run(for: .seconds(1))
            let layer = try Self.layer(viewer)
            if seen.last != layer { seen.append(layer) }
        }
        #expect(seen.count <= 3 && seen.last == expected, "\(seen)")
        #expect(Playback(viewer.played(.video)).isContinuous)
    }

    @Test("one viewer's road is no other's business")
    func others() throws {
        let (call, _, narrow) = try Self.call(Self.limited(to: 400_000))
        let wide = try call.play(at: Place.guest(2))
        call.run(for: .seconds(15))
        #expect(try Self.layer(narrow) == 0 && Self.layer(wide) == 2)
    }

    /// What a client says that it wants.
    private static func choose(_ wish: LayerWish, _ viewer: PeerHost, in call: Broadcast) {
        viewer.server.exchange.choose(wish, for: viewer.key, at: call.now)
    }

    /// What a viewer's client is told.
    private static func video(_ viewer: PeerHost) throws -> ViewedVideo {
        let exchange = viewer.server.exchange
        let session = try #require(exchange.session(viewer.key))
        return try #require(exchange.videos(of: session, at: .zero).first)
    }

    @Test("a client gets no better layer than it wants, and is told so", arguments: [1, 2])
    func wished(shards: Int) throws {
        let (call, _, viewer) = try Self.call(shards: shards)
        #expect(try call.run(atMost: .seconds(8)) { try Self.layer(viewer) == 2 })
        call.run(for: .seconds(1))
        var video = try Self.video(viewer)
        #expect(video.current == "2" && video.reason == .best && video.layers.map(\.name) == ["0", "1", "2"])
        Self.choose(LayerWish(name: "1"), viewer, in: call)
        #expect(try call.run(atMost: .seconds(8)) { try Self.layer(viewer) == 1 })
        call.run(for: .seconds(10))
        video = try Self.video(viewer)
        #expect(video.current == "1" && video.reason == .asked && video.wish == LayerWish(name: "1"))
        Self.choose(LayerWish(name: "nobody's"), viewer, in: call)
        #expect(try call.run(atMost: .seconds(8)) { try Self.layer(viewer) == 2 })
        #expect(Playback(viewer.played(.video)).isContinuous)
        #expect(
            Playback(viewer.played(.video)).longestPause(
                from: call.now.advanced(by: .seconds(-15)), to: call.now) < .milliseconds(200))
    }

    @Test("a client gets what is small enough; where nothing is, the smallest")
    func small() throws {
        let (call, publisher, viewer) = try Self.call()
        for index in publisher.tracks.indices where publisher.tracks[index].kind == .video {
            publisher.tracks[index].size =
                [(320, 180), (640, 360), (1280, 720)][publisher.tracks[index].layer]
        }
        #expect(try call.run(atMost: .seconds(8)) { try Self.layer(viewer) == 2 })
        for (wish, layer) in [
            (LayerWish(maximumWidth: 1000), 1), (LayerWish(maximumHeight: 300), 0),
            (LayerWish(maximumWidth: 100, maximumHeight: 100), 0), (LayerWish(maximumHeight: 720), 2),
        ] {
            Self.choose(wish, viewer, in: call)
            #expect(try call.run(atMost: .seconds(8)) { try Self.layer(viewer) == layer }, "\(wish)")
        }
        let layers = try Self.video(viewer).layers
        #expect(layers.count == 3 && layers.allSatisfy { $0.size != nil })
    }

    @Test("a client that wants nothing for a while gets sound alone, and then a whole picture at once")
    func pause() throws {
        let (call, publisher, viewer) = try Self.call()
        #expect(try call.run(atMost: .seconds(8)) { try Self.layer(viewer) == 2 })
        Self.choose(LayerWish(isPaused: true), viewer, in: call)
        call.run(for: .milliseconds(100))
        let paused = call.now
        call.run(for: .seconds(5))
        let resumed = call.now
        let video = viewer.played(.video).filter { $0.arrived > paused }
        #expect(video.isEmpty)
        #expect(Playback(viewer.played(.audio)).longestPause(from: paused, to: resumed) < .milliseconds(100))
        #expect(try Self.video(viewer).current == nil && Self.video(viewer).reason == .asked)
        #expect(publisher.keyframeRequests.allSatisfy { $0 < paused })
        Self.choose(LayerWish(), viewer, in: call)
        call.run(for: .seconds(3))
        let first = try #require(Playback(viewer.played(.video)).first(after: resumed))
        #expect(first.isBeginning && resumed.duration(to: first.arrived) < .milliseconds(600))
        #expect(
            Playback(viewer.played(.video)).longestPause(from: first.arrived, to: call.now)
                < .milliseconds(200))
        let after = viewer.played(.video).filter { $0.arrived > resumed }
        #expect(try Self.layer(viewer) == 2 && Playback(after).isContinuous)
    }

    @Test("a layer that the publisher pauses is left, and taken up when it is back")
    func paused() throws {
        let (call, publisher, viewer) = try Self.call()
        #expect(try call.run(atMost: .seconds(8)) { try Self.layer(viewer) == 2 })
        for index in publisher.tracks.indices where publisher.tracks[index].layer == 2 {
            publisher.tracks[index].isMuted = true
        }
        #expect(try call.run(atMost: .seconds(4)) { try Self.layer(viewer) == 1 })
        for index in publisher.tracks.indices where publisher.tracks[index].layer == 2 {
            publisher.tracks[index].isMuted = false
        }
        #expect(try call.run(atMost: .seconds(12)) { try Self.layer(viewer) == 2 })
        #expect(Playback(viewer.played(.video)).isContinuous)
    }
}

extension Playback {
    /// Whether numbers never run backwards without need, time rises with them, and each stretch from another layer begins with
    /// a keyframe.
    fileprivate var isContinuous: Bool {
        let sorted = packets.sorted { $0.place < $1.place }
        return !sorted.contains(where: \.isRestart)
            && zip(sorted, sorted.dropFirst()).allSatisfy { one, other in
                let ticks = other.timestamp.distance(from: one.timestamp)
                return ticks >= 0 && ticks < 90_000 * 3
            }
    }
}

extension FrameCounters {
    /// Whether another frame's counters are further by so much, those of keyframes by one or none.
    fileprivate func isBehind(by step: UInt16, _ other: FrameCounters) -> Bool {
        if let frameNumber, let next = other.frameNumber { return next.value == frameNumber.value &+ step }
        guard let pictureID, let next = other.pictureID, let tl0PicIdx, let nextBase = other.tl0PicIdx,
            let keyIdx, let nextKey = other.keyIdx
        else { return false }
        return next.value == (pictureID.value + step) & 0x7FFF
            && nextBase == tl0PicIdx &+ UInt8(truncatingIfNeeded: step)
            && (nextKey == keyIdx || nextKey == (keyIdx + 1) & 0x1F)
    }
}
