import Links
import SDP
import SFU
import Simulation
import Testing
import Timing

/// A viewer of three simulcast layers whose road becomes narrow, at any time after the last keyframe.
@Suite struct FallTests {
    /// How a road becomes narrow, and how long the picture may stand still then: 400 ms where it becomes a third, and else two
    /// round trips more and the time to drain what was in flight.
    struct Step: Sendable, CustomTestStringConvertible {
        let from: Int, to: Int
        let longest: Duration

        var testDescription: String { "\(from / 1000) to \(to / 1000) kb/s" }
    }

    static let steps = [
        Step(from: 2_100_000, to: 700_000, longest: .milliseconds(400)),
        Step(from: 3_000_000, to: 400_000, longest: .milliseconds(780)),
    ]

    /// Since when there was no keyframe, in milliseconds.
    static let ages: [Int64] = [500, 1500, 2500, 3500, 4500, 5500, 6500, 9000, 15_000]

    /// As `tc tbf` makes it: 300 ms of packets may wait.
    private static func road(_ bitsPerSecond: Int) -> LinkConditions {
        LinkConditions(
            delay: .milliseconds(20), bitsPerSecond: bitsPerSecond, queueByteCount: bitsPerSecond / 8 * 3 / 10
        )
    }

    /// A publisher of layers of some 160, 500 and 1,500 kb/s, who answers each request with a keyframe of every layer, as Chromium
    /// does; and a viewer who has got the best for so long, with one keyframe at the beginning of that.
    private static func call(
        _ settings: ExchangeSettings = ExchangeSettings(), on road: LinkConditions, shards: Int = 1
    ) throws -> (call: Broadcast, publisher: PeerHost, viewer: PeerHost) {
        let call = Broadcast(
            seed: 71, LinkConditions(delay: .milliseconds(20)), settings: settings, shards: shards)
        let publisher = try call.publish(layers: 3)
        for index in publisher.tracks.indices where publisher.tracks[index].kind == .video {
            let (packets, fill) = [(1, 720), (3, 790), (7, 1020)][publisher.tracks[index].layer]
            (publisher.tracks[index].framePackets, publisher.tracks[index].packetFill) = (packets, fill)
            publisher.tracks[index].keyframeShare = 6
        }
        call.run(for: .seconds(2))
        let viewer = try call.play()
        call.time.network.set(road, from: viewer.server.place, to: viewer.place)
        #expect(call.run(atMost: .seconds(15)) { Self.layer(viewer) == 2 })
        return (call, publisher, viewer)
    }

    private static func layer(_ viewer: PeerHost) -> Int {
        viewer.server.exchange.session(viewer.key)?.layer(inSection: viewer.section(.video)) ?? -1
    }

    /// Lets the road become narrow; how long nothing could be decoded then.
    private static func standstill(_ step: Step, _ viewer: PeerHost, in call: Broadcast) -> Duration {
        let squeezed = call.now
        call.time.network.set(road(step.to), from: viewer.server.place, to: viewer.place)
        call.run(for: .seconds(6))
        #expect(layer(viewer) < 2)
        return Playback(viewer.played(.video)).longestStandstill(from: squeezed, to: call.now)
    }

    @Test(
        "pictures go on at once when a road becomes narrow, however old the last keyframe is",
        arguments: steps, ages)
    func squeezed(_ step: Step, age: Int64) throws {
        let (call, _, viewer) = try Self.call(on: Self.road(step.from))
        call.run(for: .milliseconds(age))
        let standstill = Self.standstill(step, viewer, in: call)
        #expect(standstill <= step.longest, "\(standstill)")
    }

    @Test(
        "nor does it matter where its publisher is, or that no keyframes are kept", arguments: [1, 2], [0, 6])
    func elsewhere(shards: Int, memory: Int64) throws {
        var settings = ExchangeSettings()
        settings.joining.maximumAge = .seconds(memory)
        let (call, publisher, viewer) = try Self.call(
            settings, on: Self.road(Self.steps[0].from), shards: shards)
        // The climb had the keyframe of this interval, ...
        call.run(for: .seconds(1))
        let squeezed = call.now
        let standstill = Self.standstill(Self.steps[0], viewer, in: call)
        #expect(standstill <= Self.steps[0].longest, "\(standstill)")
        // ... and each layer that it falls to has one more, if it needs it.
        let asked = publisher.keyframeRequests.count {
            $0 > squeezed && squeezed.duration(to: $0) < settings.keyframeInterval
        }
        #expect(asked <= 2)
    }
}
