import ICE
import Links
import SDP
import SFU
import Simulation
import Testing
import Timing
import WebRTC

/// Roads that lose, jitter, reorder and double, between the publisher and the server or the server and a viewer.
@Suite struct LossyBroadcastTests {
    /// Which of both roads is a bad one.
    enum Leg: CaseIterable { case publisher, viewer }

    private static let bad = LinkConditions(
        delay: .milliseconds(30), jitter: .milliseconds(50), loss: .random(0.1), duplication: 0.02,
        reordering: 0.05)
    private static let good = LinkConditions(delay: .milliseconds(1))

    /// A minute over one bad road; what the viewer got of the video, and how much there was.
    private static func minute(
        _ conditions: LinkConditions, on leg: Leg, seed: UInt64
    ) throws -> (viewer: PeerHost, publisher: PeerHost, played: [PlayedPacket], sent: Int) {
        let call = Broadcast(seed: seed, good)
        let publisher = try call.publish()
        let viewer = try call.play()
        call.run(for: .seconds(2))
        let place = leg == .publisher ? publisher.place : viewer.place
        call.time.network.set(conditions, between: place, and: Place.server)
        let first = publisher.tracks[publisher.section(.video)].count
        call.run(for: .seconds(60))
        let last = publisher.tracks[publisher.section(.video)].count
        call.run(for: .seconds(1))
        let played = viewer.played(.video).filter { $0.number >= first && $0.number < last }
        return (viewer, publisher, played, Int(last - first))
    }

    @Test("a tenth lost both ways: 99.5 % of the video is there within 300 ms", arguments: Leg.allCases)
    func random(leg: Leg) throws {
        let (viewer, publisher, played, sent) = try Self.minute(Self.bad, on: leg, seed: 11)
        let inTime = Set(played.filter { $0.delay <= .milliseconds(300) }.map(\.number)).count
        #expect(Double(inTime) >= 0.995 * Double(sent))
        // Nothing comes twice but what is caught up with again, by a viewer that had to give a packet up.
        #expect(Set(played.map(\.number)).count * 10 >= played.count * 9)
        #expect(Playback(viewer.played(.video)).repeated == 0)
        // Each road is repaired where it is bad; what the other end loses is none of a client's business.
        let (above, below) = (publisher.peer.packetsResent, viewer.peer.packetsRecovered)
        let many = UInt64(sent / 20)
        #expect(leg == .publisher ? above > many && below < many : above == 0 && below > many)
        #expect((publisher.peer.traffic.packetsAskedFor == 0) == (leg == .viewer))
    }

    @Test("bursts that lose 30 %: the stream goes on", arguments: Leg.allCases)
    func bursts(leg: Leg) throws {
        var conditions = Self.bad
        conditions.loss = .bursts(average: 0.3, length: 8)
        let (viewer, publisher, played, sent) = try Self.minute(conditions, on: leg, seed: 12)
        #expect(Double(played.count) > 0.9 * Double(sent))
        #expect(viewer.peer.isConnected && publisher.peer.isConnected)
        let last = try #require(played.last)
        let pause = Playback(played).longestPause(
            from: last.arrived.advanced(by: .seconds(-50)), to: last.arrived)
        #expect(pause < .seconds(1))
    }
}
