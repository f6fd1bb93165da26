import Links
import SDP
import SFU
import Simulation
import Testing
import Timing
import WebRTC

/// What the server believes of the way to a viewer, by what the viewer tells of its packets.
@Suite struct BandwidthTests {
    private static let usual = LinkConditions(delay: .milliseconds(20))

    /// A publisher of about a megabit a second, and a viewer, over such roads; ten seconds later.
    private static func call(
        up: LinkConditions = usual, down: LinkConditions = usual
    ) throws -> (call: Broadcast, path: LayerSelector.Path) {
        let call = Broadcast(seed: 21, usual)
        let publisher = try call.publish()
        for index in publisher.tracks.indices where publisher.tracks[index].kind == .video {
            (publisher.tracks[index].framePackets, publisher.tracks[index].packetFill) = (5, 950)
        }
        let viewer = try call.play()
        call.run(for: .seconds(1))
        call.time.network.set(up, from: publisher.place, to: Place.server)
        call.time.network.set(down, from: Place.server, to: viewer.place)
        call.run(for: .seconds(10))
        let session = try #require(call.exchange.session(viewer.key))
        return (call, session.peer.bandwidth(at: call.now))
    }

    @Test("a road that is wide enough is believed to take what is sent")
    func wide() throws {
        let path = try Self.call().path
        #expect(path.canProbe && path.bitsPerSecond > 900_000, "\(path)")
        #expect(path.queueingDelay < .milliseconds(20) && path.lossShare < 0.01)
    }

    @Test("a narrow road is believed to take no more than it does")
    func narrow() throws {
        var conditions = Self.usual
        (conditions.bitsPerSecond, conditions.queueByteCount) = (500_000, 30_000)
        let path = try Self.call(down: conditions).path
        #expect(path.bitsPerSecond < 550_000, "\(path)")
    }

    @Test("what the publisher's uplink loses is not charged to the viewer")
    func uplink() throws {
        var conditions = Self.usual
        conditions.loss = .random(0.2)
        let path = try Self.call(up: conditions).path
        #expect(path.lossShare < 0.01 && path.bitsPerSecond > 700_000, "\(path)")
    }

    @Test("what the viewer's road loses is")
    func downlink() throws {
        var conditions = Self.usual
        conditions.loss = .random(0.2)
        let path = try Self.call(down: conditions).path
        #expect(path.lossShare > 0.1, "\(path)")
    }
}
