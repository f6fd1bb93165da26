import ICE
import Links
import RTP
import SDP
import SFU
import Simulation
import Testing
import Timing
import WebRTC

/// Viewers who come long after the last keyframe of a publisher that sends none unasked.
@Suite struct InstantJoinTests {
    /// A publisher whose last keyframe is `age` old when a viewer joins; it is connected at once.
    private static func begin(
        after age: Duration, codec: CodecCapability = .vp8, seed: UInt64 = 21, shards: Int = 1,
        _ conditions: LinkConditions = .usual, settings: ExchangeSettings = ExchangeSettings()
    ) throws -> (call: Broadcast, publisher: PeerHost, viewer: PeerHost, joined: Instant) {
        let call = Broadcast(seed: seed, conditions, settings: settings, shards: shards)
        let publisher = try call.publish([codec])
        _ = call.run(atMost: .seconds(1)) { publisher.tracks[publisher.section(.video)].count > 0 }
        call.run(for: age)
        let viewer = try call.play([codec])
        return (call, publisher, viewer, call.now)
    }

    /// When each picture of a viewer's came and what it was.
    private static func pictures(_ viewer: PeerHost) -> [PlayedPacket] {
        viewer.played(.video).reduce(into: []) { list, packet in
            if list.last?.timestamp != packet.timestamp { list.append(packet) }
        }
    }

    @Test(
        "they see the last keyframe at once and are live within a second, and the publisher hears nothing of it",
        arguments: [Duration.milliseconds(300), .seconds(2), .seconds(5)], [1, 2])
    func join(age: Duration, shards: Int) throws {
        let (call, publisher, viewer, joined) = try Self.begin(after: age, shards: shards)
        call.run(for: .seconds(4))
        let video = viewer.played(.video)
        let first = try #require(video.first)
        #expect(first.number == 0 && first.canBegin && publisher.keyframeRequests.isEmpty)
        // The handshake takes four times the way, and the first packet one more; a new shard waits for a batch.
        #expect(joined.duration(to: first.arrived) < .milliseconds(300))
        #expect(Playback(video).isWhole && Playback(video).repeated == 0)
        let live = first.arrived.advanced(by: .seconds(1))
        #expect(video.filter { $0.arrived > live }.allSatisfy { $0.delay < .milliseconds(70) })
        #expect(Playback(video.filter { $0.arrived > live }).timestampError(clockRate: 90_000) < 1)
    }

    @Test("to their receivers it is a stream without delay: timestamps go as fast as packets come")
    func timestamps() throws {
        let (call, _, viewer, _) = try Self.begin(after: .seconds(4))
        call.run(for: .seconds(3))
        let pictures = Self.pictures(viewer)
        let last = try #require(pictures.last)
        let offsets = pictures.map { picture in
            let ticks = Double(last.timestamp.distance(from: picture.timestamp)) / 90
            return picture.arrived.duration(to: last.arrived).seconds * 1000 - ticks
        }
        #expect(pictures.count > 150 && offsets.allSatisfy { abs($0) < 25 }, "\(offsets.map { Int($0) })")
        #expect(zip(pictures, pictures.dropFirst()).allSatisfy { $1.timestamp.isAfter($0.timestamp) })
    }

    @Test(
        "sound is live from its first packet on, and in step with what is live of the picture to within 20 ms",
        arguments: [Duration.milliseconds(500), .seconds(3), .seconds(5)])
    func sync(age: Duration) throws {
        let conditions = LinkConditions(delay: .milliseconds(30), jitter: .milliseconds(20))
        let (call, _, viewer, _) = try Self.begin(after: age, conditions)
        call.run(for: .seconds(8))
        let audio = viewer.played(.audio)
        #expect(audio.allSatisfy { $0.delay < .milliseconds(120) })
        func error(_ packet: PlayedPacket) -> Double? {
            packet.shown.map { packet.captured.duration(to: $0).seconds * 1000 }
        }
        let start = try #require(viewer.played(.video).first?.arrived)
        var last: Double?
        var skews: [Double] = []
        for packet in viewer.played where packet.arrived > start.advanced(by: .seconds(1)) {
            if packet.section == viewer.section(.audio) { last = error(packet) }
            guard packet.section == viewer.section(.video), let last, let error = error(packet) else {
                continue
            }
            skews.append(abs(error - last))
        }
        #expect(skews.count > 400 && skews.allSatisfy { $0 <= 20 }, "\(skews.max() ?? -1)")
    }

    @Test(
        "every codec's keyframe is found",
        arguments: [
            CodecCapability.vp8, .h264(.constrainedBaseline, packetizationMode: 1),
        ])
    func codecs(codec: CodecCapability) throws {
        let (call, publisher, viewer, _) = try Self.begin(after: .seconds(3), codec: codec)
        call.run(for: .seconds(2))
        #expect(viewer.played(.video).first?.number == 0 && publisher.keyframeRequests.isEmpty)
        #expect(Playback(viewer.played(.video)).isWhole)
    }

    @Test("what they lose of it is sent again, under the timestamps that it had", arguments: [1, 2, 3])
    func loss(seed: UInt64) throws {
        let (call, publisher, viewer, _) = try Self.begin(after: .seconds(4), seed: seed)
        call.time.network.set(
            LinkConditions(delay: .milliseconds(20), loss: .random(0.05)), between: viewer.place,
            and: Place.server)
        call.run(for: .seconds(4))
        let video = viewer.played(.video)
        #expect(video.first?.number ?? 300 < 10 && viewer.peer.packetsRecovered > 5)
        #expect(Set(video.filter { $0.number < 300 }.map(\.number)).count > 285)
        let byPicture = Dictionary(grouping: video, by: \.captured)
        #expect(byPicture.values.allSatisfy { Set($0.map(\.timestamp)).count == 1 })
        #expect(publisher.keyframeRequests.count <= 2)
    }

    @Test(
        "a hundred who come within ten seconds cost one keyframe an interval at most, and all see one at once"
    )
    func storm() throws {
        let call = Broadcast(seed: 5)
        let publisher = try call.publish()
        call.run(for: .seconds(2))
        var viewers: [(host: PeerHost, at: Instant)] = []
        for number in 1...100 {
            viewers.append((try call.play(at: Place.guest(number)), call.now))
            call.run(for: .milliseconds(100))
        }
        call.run(for: .seconds(1))
        let requests = publisher.keyframeRequests
        #expect(requests.count <= 3)
        #expect(zip(requests, requests.dropFirst()).allSatisfy { $0.duration(to: $1) >= .milliseconds(3990) })
        let waits = viewers.map { viewer in
            viewer.host.played(.video).first.map { viewer.at.duration(to: $0.arrived) } ?? .seconds(60)
        }
        #expect(waits.sorted()[98] < .milliseconds(300))
        #expect(viewers.allSatisfy { Playback($0.host.played(.video)).isWhole })
    }

    @Test("who comes when the last keyframe is too old gets a new one, and so does all who wait with him")
    func tooOld() throws {
        let (call, publisher, viewer, joined) = try Self.begin(after: .seconds(12))
        call.run(for: .seconds(2))
        let first = try #require(viewer.played(.video).first)
        #expect(first.number > 0 && first.canBegin && publisher.keyframeRequests.count == 1)
        #expect(joined.duration(to: first.arrived) < .milliseconds(400))
    }

    @Test(
        "what they get in fast forward leaves in runs of equal packets, each no longer than its rate allows")
    func runs() throws {
        let (call, _, viewer, _) = try Self.begin(after: .seconds(5))
        _ = call.run(atMost: .seconds(2)) { viewer.played(.video).count > 280 }
        let runs = call.server.runs[viewer.place] ?? []
        // Five milliseconds of a megabyte a second are twenty of these packets; a message of audio may part them.
        let (long, most) = (runs.filter { $0 > 4 }, runs.max() ?? 0)
        #expect(long.reduce(0, +) > 250 && long.count < 25 && (15...40).contains(most), "\(runs)")
    }

    @Test(
        "when a loop is held up, what a crowd on the way is due goes out in turns that caches hold, and nobody waits longer"
    )
    func crowd() throws {
        let call = Broadcast(seed: 23)
        _ = try call.publish()
        call.run(for: .seconds(5))
        let viewers = try (1...40).map { try call.play(at: Place.guest($0)) }
        // Who has got all of its first turn has four of them due after twenty milliseconds.
        for _ in 0..<16 {
            call.server.isBusy = true
            call.run(for: .milliseconds(25))
            call.server.isBusy = false
            call.run(for: .milliseconds(5))
        }
        call.run(for: .seconds(1))
        #expect(call.server.largestFlight < 500_000 && call.exchange.totals.drops.outbox == 0)
        #expect(viewers.allSatisfy { Playback($0.played(.video)).isWhole })
        #expect(viewers.allSatisfy { $0.played(.video).last.map { $0.delay < .milliseconds(70) } == true })
    }

    @Test(
        "who is on the way counts as served, and who waits for a keyframe as waiting",
        arguments: [true, false])
    func waiting(hasSound: Bool) throws {
        var settings = ExchangeSettings()
        // Three hundred packets of 0.25 KB take some two seconds.
        settings.joining.rateLimit = 300_000
        let call = Broadcast(seed: 22, settings: settings)
        let publisher = try call.publish()
        if !hasSound { publisher.tracks[publisher.section(.audio)].isMuted = true }
        call.run(for: .seconds(5))
        func waiting() throws -> Int {
            try #require(call.exchange.streamNumbers(at: call.now).first).audience.waiting
        }
        let viewer = try call.play()
        let isConnected = call.run(atMost: .seconds(1)) { call.server.connected.contains(viewer.key) }
        try #require(isConnected)
        for _ in 0..<100 {
            #expect(try waiting() == 0)
            call.run(for: .milliseconds(5))
        }
        // It was on the way all that time.
        #expect(viewer.played(.video).last.map { $0.delay > .seconds(1) } == true)
        // Nobody can begin with what is older than that; and a keyframe was ordered a moment ago.
        call.run(for: .seconds(4))
        publisher.tracks[publisher.section(.video)].isMuted = true
        call.run(for: .seconds(8))
        let late = try call.play(at: Place.guest(2))
        call.run(for: .seconds(1))
        #expect(try late.peer.isConnected && waiting() == 1)
        publisher.tracks[publisher.section(.video)].isMuted = false
        publisher.tracks[publisher.section(.video)].wantsKeyframe = true
        call.run(for: .seconds(1))
        #expect(try waiting() == 0)
    }

    @Test("switched off, they wait for the next keyframe, which the budget orders")
    func off() throws {
        var settings = ExchangeSettings()
        settings.joining.maximumAge = .zero
        let (call, publisher, viewer, _) = try Self.begin(after: .seconds(2), settings: settings)
        call.run(for: .seconds(2))
        #expect(viewer.played(.video).first?.number ?? 0 > 100 && publisher.keyframeRequests.count == 1)
        let late = try (2...50).map { try call.play(at: Place.guest($0)) }
        call.run(for: .seconds(5))
        #expect(late.allSatisfy { !$0.played(.video).isEmpty } && publisher.keyframeRequests.count == 2)
    }
}
