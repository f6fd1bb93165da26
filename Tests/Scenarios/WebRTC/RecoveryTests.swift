import Bytes
import ICE
import Links
import RTP
import SDP
import SFU
import Simulation
import Testing
import Timing
import WebRTC

/// What viewers lose and ask for: answered at once, in bounded work, and told to the publisher as if they were one.
@Suite struct RecoveryTests {
    /// A request for `count` packets up to the newest that a viewer can have been sent, sealed as the viewer's.
    private static func request(_ count: Int, by viewer: PeerHost, picture: Bool = false) throws -> [UInt8] {
        let media = viewer.peer.session.media[viewer.section(.video)]
        let source = SSRC(try #require(media.remoteSources.first).ssrc)
        let newest = try #require(viewer.played(.video).map(\.place.value).max())
        let numbers = (0..<Int64(count)).map {
            ExtendedSequenceNumber(newest - Int64(count) + 1 + $0).number
        }
        let message = [UInt8](capacity: 1400) { writer in
            if picture {
                PictureLossIndication(sender: SSRC(1), source: source).write(to: &writer)
            } else {
                _ = GenericNACK.write(sender: SSRC(1), source: source, numbers: numbers[...], to: &writer)
            }
        }
        let written = try #require(message)
        return try #require(viewer.sealRTCP(written))
    }

    /// Hands over a datagram as if a viewer had sent it.
    private static func give(_ datagram: [UInt8], of viewer: PeerHost, _ call: Broadcast) {
        call.exchange.handle(
            datagram.bytes, on: Path(local: Place.server, remote: viewer.place), at: call.now)
    }

    /// A publisher and viewers who have got a second and more of it.
    private static func begin(
        _ count: Int, seed: UInt64 = 81, for time: Duration = .seconds(2)
    ) throws -> (call: Broadcast, publisher: PeerHost, viewers: [PeerHost]) {
        let call = Broadcast(seed: seed)
        let publisher = try call.publish()
        call.run(for: .seconds(1))
        let viewers = try (1...count).map { try call.play(at: Place.guest($0)) }
        call.run(for: time)
        return (call, publisher, viewers)
    }

    private static func peer(_ viewer: PeerHost, _ call: Broadcast) throws -> Peer {
        try #require(call.exchange.session(viewer.key)).peer
    }

    // MARK: Floods

    @Test(
        "who asks for everything all the time is not sent more again than the first time, and others notice nothing"
    )
    func flood() throws {
        let (call, _, viewers) = try Self.begin(2)
        let hostile = try Self.peer(viewers[0], call)
        let before = (sent: hostile.counts(.sent), asked: hostile.traffic.packetsAskedFor)
        for _ in 0..<1000 {
            Self.give(try Self.request(100, by: viewers[0]), of: viewers[0], call)
            call.run(for: .milliseconds(5))
        }
        let after = hostile.counts(.sent)
        #expect(hostile.traffic.packetsAskedFor - before.asked == 100_000)
        // Each packet has more than 200 octets, so that the budget's start is less than 330 of them.
        let (sent, repeated) = (after.packets - before.sent.packets, after.repeated - before.sent.repeated)
        #expect(repeated > 100 && repeated <= sent + 330, "\(repeated) of \(sent)")
        let video = viewers[1].played(.video)
        #expect(Playback(video).isWhole && video.last.map { $0.delay < .milliseconds(70) } == true)
        #expect(viewers[1].peer.packetsRecovered == 0)
    }

    @Test("of a datagram no more is read than a stream remembers")
    func longRequest() throws {
        let (call, _, viewers) = try Self.begin(1)
        let peer = try Self.peer(viewers[0], call)
        let media = viewers[0].peer.session.media[viewers[0].section(.video)]
        let source = SSRC(try #require(media.remoteSources.first).ssrc)
        // 280 entries of 17 numbers.
        let message = [UInt8](capacity: 1400) { writer in
            let numbers = (0..<280 * 17).map { SequenceNumber(UInt16($0)) }
            _ = GenericNACK.write(sender: SSRC(1), source: source, numbers: numbers[...], to: &writer)
        }
        let written = try #require(message)
        for count in 1...3 {
            let datagram = try #require(viewers[0].sealRTCP(written))
            Self.give(datagram, of: viewers[0], call)
            #expect(peer.traffic.packetsAskedFor == 512 * UInt64(count))
        }
    }

    @Test(
        "a loss that many share is answered in turns, each of which is short, and all of it in one round trip"
    )
    func sharedLoss() throws {
        let (call, _, viewers) = try Self.begin(20, for: .seconds(3))
        for viewer in viewers { Self.give(try Self.request(150, by: viewer), of: viewer, call) }
        let peers = try viewers.map { try Self.peer($0, call) }
        func resent() -> UInt64 { peers.reduce(0) { $0 + $1.packetsResent } }
        var turns = [resent()]
        while resent() < 20 * 150, turns.count < 10 {
            #expect(call.exchange.nextDeadline == .zero)
            call.exchange.handleTimeout(at: call.now)
            turns.append(resent())
        }
        let steps = zip(turns.dropFirst(), turns).map { $0 - $1 }
        #expect(turns[0] == 512 && steps.dropLast().allSatisfy { $0 == 512 } && resent() == 3000, "\(turns)")
        call.run(for: .milliseconds(60))
        #expect(viewers.allSatisfy { $0.peer.counts(.received).repeated == 0 && $0.peer.isConnected })
    }

    @Test("who leaves while packets wait for it is sent nothing more")
    func leaving() throws {
        let (call, _, viewers) = try Self.begin(4, for: .seconds(3))
        for viewer in viewers { Self.give(try Self.request(150, by: viewer), of: viewer, call) }
        let last = try Self.peer(viewers[3], call)
        let before = last.packetsResent
        #expect(before < 150)
        call.exchange.close(viewers[3].key, at: call.now)
        call.run(for: .seconds(1))
        #expect(last.packetsResent == before && call.sessionCount == 4)
        #expect(try Self.peer(viewers[2], call).packetsResent == 150)
    }

    // MARK: One round trip

    @Test("a loss on a viewer's way is mended in one round trip after it was seen", arguments: [1, 2, 3])
    func oneRoundTrip(seed: UInt64) throws {
        let (call, publisher, viewers) = try Self.begin(3, seed: seed)
        let viewer = viewers[0]
        // A little more than a frame's time is lost whole.
        call.time.network.set(
            LinkConditions(delay: .milliseconds(30), loss: .random(1)), between: viewer.place,
            and: Place.server)
        let lost = call.now
        call.run(for: .milliseconds(50))
        call.time.network.set(.usual, between: viewer.place, and: Place.server)
        call.run(for: .seconds(1))
        let video = viewer.played(.video)
        #expect(Playback(video).isWhole && viewer.peer.packetsRecovered >= 3)
        // The gap is seen with the next packet that comes; the viewer takes it for mere reordering for 10 ms.
        let seen = try #require(
            zip(video, video.dropFirst()).first { $0.1.arrived > lost && $0.1.number > $0.0.number + 1 }
        ).1
        let mended = video.filter { $0.arrived > seen.arrived && $0.number < seen.number }
        #expect(mended.count >= 3)
        let round = Duration.milliseconds(60)
        #expect(mended.allSatisfy { seen.arrived.duration(to: $0.arrived) <= round + .milliseconds(11) })
        #expect(publisher.peer.traffic.packetsAskedFor == 0 && publisher.keyframeRequests.isEmpty)
    }

    // MARK: What the publisher hears

    /// What a publisher heard in ten seconds in which each of its viewers lost a tenth, and its own way lost some packets
    /// once.
    private static func heard(of count: Int) throws -> (asked: UInt64, keyframes: Int, datagrams: Int) {
        let (call, publisher, viewers) = try begin(count, seed: 83)
        for viewer in viewers {
            call.time.network.set(
                LinkConditions(delay: .milliseconds(30), loss: .random(0.1)), between: viewer.place,
                and: Place.server)
        }
        let before = call.server.runs[publisher.place]?.reduce(0, +) ?? 0
        call.run(for: .seconds(5))
        call.time.network.set(
            LinkConditions(delay: .milliseconds(30), loss: .random(1)), between: publisher.place,
            and: Place.server)
        call.run(for: .milliseconds(50))
        call.time.network.set(.usual, between: publisher.place, and: Place.server)
        call.run(for: .seconds(5))
        #expect(viewers.allSatisfy { $0.peer.packetsRecovered > 10 })
        return (
            publisher.peer.traffic.packetsAskedFor, publisher.keyframeRequests.count,
            (call.server.runs[publisher.place]?.reduce(0, +) ?? 0) - before
        )
    }

    @Test("a publisher hears as much of twenty viewers who lose packets, and of a loss of its own, as of one")
    func aggregation() throws {
        let (one, many) = (try Self.heard(of: 1), try Self.heard(of: 20))
        // Three packets were lost on its own way; each is asked for once, whoever misses it.
        #expect(one.asked == many.asked && (3...6).contains(many.asked), "\(one) \(many)")
        #expect(many.keyframes <= 3)
        #expect(many.datagrams <= one.datagrams + 6, "\(one) \(many)")
    }

    @Test("a hundred keyframes that viewers ask for at once are one to the publisher, or none")
    func pictureLosses() throws {
        let (call, publisher, viewers) = try Self.begin(100, for: .seconds(12))
        for viewer in viewers {
            Self.give(try Self.request(0, by: viewer, picture: true), of: viewer, call)
        }
        call.run(for: .seconds(1))
        #expect(publisher.keyframeRequests.count == 1)
        // The keyframe is there now: who asks again begins with that one.
        for viewer in viewers {
            Self.give(try Self.request(0, by: viewer, picture: true), of: viewer, call)
        }
        call.run(for: .seconds(1))
        #expect(publisher.keyframeRequests.count == 1)
        #expect(viewers.allSatisfy { $0.played(.video).last.map { $0.delay < .milliseconds(70) } == true })
    }
}
