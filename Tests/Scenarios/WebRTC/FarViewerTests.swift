import Links
import SDP
import Simulation
import Testing
import Timing
import WebRTC

/// A viewer on the other side of the world, whose road loses some packets: what is asked for again comes late.
@Suite struct FarViewerTests {
    private static let far = LinkConditions(
        delay: .milliseconds(100), jitter: .milliseconds(5), loss: .random(0.05))

    /// A minute over a road, and the share of the video that was there within 150 ms of a good road's time, and of all.
    private static func minute(
        _ conditions: LinkConditions, taking codecs: [CodecCapability]
    ) throws -> (viewer: PeerHost, call: Broadcast, inTime: Double, inAll: Double) {
        let call = Broadcast(seed: 21, LinkConditions(delay: .milliseconds(1)))
        let publisher = try call.publish()
        let viewer = try call.play(codecs)
        call.time.network.set(conditions, between: viewer.place, and: Place.server)
        call.run(for: .seconds(8))
        let first = publisher.tracks[publisher.section(.video)].count
        call.run(for: .seconds(60))
        let last = publisher.tracks[publisher.section(.video)].count
        call.run(for: .seconds(2))
        let played = viewer.played(.video).filter { $0.number >= first && $0.number < last }
        let limit = conditions.delay + .milliseconds(150)
        let inTime = Set(played.filter { $0.delay <= limit }.map(\.number)).count
        let count = Double(last - first)
        return (viewer, call, Double(inTime) / count, Double(Set(played.map(\.number)).count) / count)
    }

    @Test("most of what is lost is there without a round trip, when parities were agreed on")
    func protected() throws {
        let (viewer, call, inTime, inAll) = try Self.minute(Self.far, taking: [.vp8, .parity])
        let (_, _, alone, _) = try Self.minute(Self.far, taking: [.vp8])
        print("within 250 ms over 100 ms each way at 5 % loss: \(inTime) with parities, \(alone) without")
        #expect(inAll > 0.999)
        #expect(alone < 0.96 && inTime > 0.975)
        let seen = viewer.peer.numbers(at: call.now).first { $0.kind == .video }
        #expect(try #require(seen).counts.parities > 100)
    }

    @Test("no parity leaves where nothing is lost, or where the road is short")
    func unprotected() throws {
        for conditions in [
            LinkConditions(delay: .milliseconds(100)),
            LinkConditions(delay: .milliseconds(10), loss: .random(0.05)),
        ] {
            let (viewer, call, _, inAll) = try Self.minute(conditions, taking: [.vp8, .parity])
            #expect(inAll > 0.999)
            #expect(viewer.peer.numbers(at: call.now).allSatisfy { $0.counts.parities == 0 })
        }
    }
}
