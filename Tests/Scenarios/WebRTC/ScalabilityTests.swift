import Links
import Media
import RTP
import SDP
import SFU
import Simulation
import Testing
import Timing

/// Scalable streams of each codec, as Chromium sends them, and viewers who get less than all of it.
@Suite struct ScalabilityTests {
    /// What is sent.
    struct Stream: Sendable, CustomTestStringConvertible {
        let form: Scalability.Form
        let mode: String
        let spatial: Int, temporal: Int
        var isKeyOnly = false

        var codec: CodecCapability {
            switch form {
            case .vp8: .vp8
            case .vp9Pattern, .vp9References: .vp9(profile: 0)
            case .h264: .h264(.constrainedBaseline, packetizationMode: 1)
            case .dependencies: .av1(profile: 0)
            }
        }

        var testDescription: String { "\(form) \(mode)" }

        /// How much there is to be had of it, by name, and which pictures that is.
        var steps: [(name: String, shown: Fidelity)] {
            (0..<spatial).flatMap { spatialID in
                let least = spatialID == 0 ? 0 : max(temporal - 2, 0)
                return (least..<temporal).map { temporalID in
                    let stem = spatial > 1 ? "S\(spatialID)" : "0"
                    return (
                        temporalID == temporal - 1 ? stem : "\(stem)/T\(temporalID)",
                        Fidelity(spatialID: UInt8(spatialID), temporalID: UInt8(temporalID))
                    )
                }
            }
        }
    }

    static let streams =
        [
            Stream(form: .vp8, mode: "L1T2", spatial: 1, temporal: 2),
            Stream(form: .vp8, mode: "L1T3", spatial: 1, temporal: 3),
            Stream(form: .h264, mode: "L1T2", spatial: 1, temporal: 2),
        ]
        + [Scalability.Form.vp9Pattern, .vp9References, .dependencies].flatMap { form in
            [
                Stream(form: form, mode: "L1T3", spatial: 1, temporal: 3),
                Stream(form: form, mode: "L3T3_KEY", spatial: 3, temporal: 3, isKeyOnly: true),
                Stream(form: form, mode: "L3T3", spatial: 3, temporal: 3),
            ]
        }

    /// A publisher of some 900 kb/s where there are three spatial layers, and a viewer.
    private static func call(
        _ stream: Stream, _ conditions: LinkConditions = LinkConditions(delay: .milliseconds(20)),
        shards: Int = 1
    ) throws -> (call: Broadcast, publisher: PeerHost, viewer: PeerHost) {
        let call = Broadcast(seed: 41, conditions, shards: shards)
        let publisher = try call.publish([stream.codec])
        for index in publisher.tracks.indices where publisher.tracks[index].kind == .video {
            publisher.tracks[index].scalability = Scalability(
                stream.form, spatial: stream.spatial, temporal: stream.temporal, isKeyOnly: stream.isKeyOnly)
            publisher.tracks[index].packetFill = stream.spatial == 1 ? 900 : 600
        }
        return (call, publisher, try call.play([stream.codec]))
    }

    private static func choose(_ name: String, _ viewer: PeerHost, in call: Broadcast) {
        viewer.server.exchange.choose(LayerWish(name: name), for: viewer.key, at: call.now)
    }

    private static func video(_ viewer: PeerHost) throws -> ViewedVideo {
        let exchange = viewer.server.exchange
        let session = try #require(exchange.session(viewer.key))
        return try #require(exchange.videos(of: session, at: .zero).first)
    }

    private static func playback(
        _ viewer: PeerHost, of publisher: PeerHost, from start: Instant = .zero
    ) throws -> ScalablePlayback {
        let track = try #require(publisher.tracks.first { $0.kind == .video })
        return ScalablePlayback(
            viewer.played(.video).filter { $0.arrived > start }, of: try #require(track.scalability))
    }

    @Test(
        "each share of a stream decodes by itself, and so does the way from any to any other",
        arguments: streams)
    func shares(_ stream: Stream) throws {
        let (call, publisher, viewer) = try Self.call(stream)
        let top = try #require(stream.steps.last?.name)
        #expect(try call.run(atMost: .seconds(12)) { try Self.video(viewer).current == top })
        call.run(for: .seconds(2))
        // Down and up by one, and then by leaps.
        let names = stream.steps.map(\.name)
        let way: [String] =
            Array(names.reversed()) + Array(names.dropFirst()) + [names[0], top]
        for name in way {
            let step = try #require(stream.steps.first { $0.name == name })
            Self.choose(name, viewer, in: call)
            #expect(try call.run(atMost: .seconds(10)) { try Self.video(viewer).current == name }, "\(name)")
            call.run(for: .milliseconds(400))
            let settled = call.now
            call.run(for: .seconds(2))
            let shown = try Self.playback(viewer, of: publisher, from: settled).shown
            // Of 25 pictures a second, or a half or a quarter of them.
            let share = 1 << (stream.temporal - 1 - Int(step.shown.temporalID))
            #expect((50 / share - 3...50 / share + 3).contains(shown.count), "\(name): \(shown.count)")
            #expect(
                shown.dropFirst().dropLast().allSatisfy { $0.spatialID == step.shown.spatialID }, "\(name)")
            #expect(shown.allSatisfy { $0.temporalID <= step.shown.temporalID }, "\(name)")
        }
        let playback = try Self.playback(viewer, of: publisher)
        #expect(playback.complaints == [])
    }

    @Test(
        "a viewer's road decides, down at once and without a keyframe, and up again", arguments: streams,
        [1, 2])
    func road(_ stream: Stream, shards: Int) throws {
        let (call, publisher, viewer) = try Self.call(stream, shards: shards)
        let top = try #require(stream.steps.last?.name)
        #expect(try call.run(atMost: .seconds(12)) { try Self.video(viewer).current == top })
        call.run(for: .seconds(3))
        let cost = try #require(Self.video(viewer).layers.last?.bitsPerSecond)
        let asked = publisher.keyframeRequests.count
        let squeezed = call.now
        call.time.network.set(
            LinkConditions(delay: .milliseconds(20), bitsPerSecond: cost * 3 / 4, queueByteCount: cost / 8),
            from: viewer.server.place, to: viewer.place)
        #expect(try call.run(atMost: .seconds(5)) { try Self.video(viewer).current != top })
        call.run(for: .seconds(8))
        #expect(publisher.keyframeRequests.count == asked)
        let freed = call.now
        call.time.network.set(
            LinkConditions(delay: .milliseconds(20)), from: viewer.server.place, to: viewer.place)
        #expect(try call.run(atMost: .seconds(10)) { try Self.video(viewer).current == top })
        call.run(for: .seconds(2))
        let playback = Playback(viewer.played(.video))
        #expect(playback.longestPause(from: squeezed, to: freed) < .milliseconds(500))
        #expect(playback.longestPause(from: freed, to: call.now) < .milliseconds(250))
    }

    @Test(
        "what is lost on the way to a viewer is sent again as it was: marks and counters too",
        arguments: streams)
    func losses(_ stream: Stream) throws {
        let (call, publisher, viewer) = try Self.call(
            stream, LinkConditions(delay: .milliseconds(20)))
        call.time.network.set(
            LinkConditions(delay: .milliseconds(20), loss: .random(0.02)), from: viewer.server.place,
            to: viewer.place)
        call.run(for: .seconds(6))
        for step in [0, 1, stream.steps.count / 2] {
            Self.choose(stream.steps[step].name, viewer, in: call)
            call.run(for: .seconds(6))
        }
        let playback = try Self.playback(viewer, of: publisher)
        let whole = playback.complaints.filter { !$0.hasPrefix("nothing between") }
        #expect(playback.packets.count > 300 && whole == [])
    }

    @Test("one viewer's share is no other's business, and who comes late begins with its own")
    func others() throws {
        let stream = Stream(form: .vp9References, mode: "L3T3_KEY", spatial: 3, temporal: 3, isKeyOnly: true)
        let (call, publisher, viewer) = try Self.call(stream)
        call.run(for: .seconds(8))
        Self.choose("S0/T0", viewer, in: call)
        let late = try call.play(at: Place.guest(2), [stream.codec])
        call.run(for: .seconds(8))
        #expect(try Self.video(viewer).current == "S0/T0" && Self.video(late).current == "S2")
        for each in [viewer, late] {
            #expect(try Self.playback(each, of: publisher).complaints == [])
        }
    }

    @Test("clients are told of the sizes of spatial layers, and get none that is larger than they want")
    func sizes() throws {
        for form in [Scalability.Form.vp9Pattern, .dependencies] {
            let stream = Stream(form: form, mode: "L3T3", spatial: 3, temporal: 3)
            let (call, _, viewer) = try Self.call(stream)
            call.run(for: .seconds(8))
            let video = try Self.video(viewer)
            #expect(video.layers.map(\.name) == ["S0", "S1", "S2"])
            #expect(video.layers.map(\.size?.width) == [320, 640, 1280])
            viewer.server.exchange.choose(LayerWish(maximumWidth: 700), for: viewer.key, at: call.now)
            #expect(try call.run(atMost: .seconds(3)) { try Self.video(viewer).current == "S1" })
        }
    }
}
