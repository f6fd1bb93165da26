import Links
import SDP
import SFU
import Simulation
import Testing
import Timing
import WebRTC

@testable import LoadModel

@Suite struct CrowdTests {
    /// Little enough that a test is quick.
    private var pattern: MediaPattern {
        var pattern = MediaPattern()
        (pattern.videoRate, pattern.pictureRate, pattern.audioPacket) = (200_000, 10, .milliseconds(60))
        return pattern
    }

    /// A publisher, and viewers a second after it.
    private func venue(
        _ conditions: LinkConditions = LinkConditions(), viewers: Int, manners: Manners = Manners()
    ) throws -> Venue {
        var manners = manners
        manners.firstViewer = 1
        let venue = try Venue(conditions, manners: manners, of: Programme(pattern))
        try venue.begin(0, .publish)
        venue.run(for: .seconds(1))
        for number in 1...viewers { try venue.begin(number, .play) }
        return venue
    }

    /// The worst latency that a viewer measures once it has caught up, in microseconds.
    private func worstLatency(_ manners: Manners) throws -> Int64 {
        let venue = try venue(viewers: 1, manners: manners)
        venue.run(for: .seconds(5))
        _ = venue.crowd.takeStanding()
        venue.run(for: .seconds(5))
        return try #require(venue.crowd.takeStanding().latency.maximum)
    }

    @Test("viewers join, and none of their packets is lost or lies")
    func join() throws {
        var manners = Manners()
        manners.verifyEvery = 2
        let venue = try venue(viewers: 4, manners: manners)
        venue.run(for: .seconds(5))
        for number in 1...4 {
            let member = try #require(venue.member(number))
            let counts = try #require(member.peer?.counts(.received))
            #expect(member.state == .live)
            #expect(member.milestones.firstFrame != nil)
            #expect(counts.packets > 150)
            #expect(counts.lost == 0)
        }
        let witnesses = [1, 3].compactMap { venue.member($0)?.witness }
        #expect(witnesses.count == 2)
        #expect(witnesses.allSatisfy { $0.agreed > 150 && $0.differed == 0 && $0.foreign == 0 })
    }

    @Test("what the network loses is asked for and comes again")
    func recovers() throws {
        let conditions = LinkConditions(delay: .milliseconds(20), loss: .random(0.02))
        let venue = try venue(conditions, viewers: 3)
        venue.run(for: .seconds(10))
        let figures = CrowdResult(venue.crowd, group: 1, at: venue.time.now).figures
        #expect(figures[.joined] == 3)
        #expect(figures[.packetsLost] > 0)
        // Sound is not asked for again.
        #expect(figures[.packetsMissing] < figures[.packetsLost])
    }

    @Test("latency is that of the network, by the publisher's own word")
    func latency() throws {
        let venue = try venue(LinkConditions(delay: .milliseconds(30)), viewers: 2)
        venue.run(for: .seconds(5))
        let half = try #require(venue.crowd.takeStanding().latency.percentile(0.5))
        #expect((60_000...70_000).contains(half))
    }

    @Test("without capture times marks in frames tell the latency, and sizes of pictures tell layers")
    func marks() throws {
        // A second of small pictures and one of large ones, over and over.
        let frames: [[UInt8]] = (0..<60).map { index in
            let width: [UInt8] = index < 30 ? [0x40, 0x01] : [0x80, 0x02]
            let isKeyframe = index % 30 == 0
            let head: [UInt8] =
                isKeyframe ? [0x10, 0, 0, 0x9D, 0x01, 0x2A] + width + [0xB4, 0] : [0x11, 0, 0]
            return head + [UInt8](repeating: UInt8(index), count: 500)
        }
        let clip = try Clip(file: ClipTests.ivf("VP80", frames))
        let venue = try Venue(
            LinkConditions(delay: .milliseconds(30)), of: Programme(clips: [clip]), hidesCaptures: true)
        try venue.begin(0, .publish)
        venue.run(for: .seconds(1))
        try venue.begin(1, .play)
        venue.run(for: .seconds(7))
        let half = try #require(venue.crowd.takeStanding().latency.percentile(0.5))
        #expect((60_000...70_000).contains(half))
        let figures = CrowdResult(venue.crowd, group: 1, at: venue.time.now).figures
        #expect((5...7).contains(figures[.layerChanges]))
    }

    @Test(
        "packets that say when they were sent leave the publisher's pacing out of the latency",
        arguments: [true, false])
    func sending(marks: Bool) throws {
        var manners = Manners()
        manners.marksSending = marks
        #expect(try marks == (worstLatency(manners) < 5000))
    }

    @Test("a viewer that looks at frames no longer goes on opening packets and joins all the same")
    func watches() throws {
        var manners = Manners()
        manners.watchEvery = 2
        let venue = try venue(viewers: 2, manners: manners)
        venue.run(for: .seconds(6))
        let seen = (1...2).map { venue.member($0)?.viewing?.counts.decodable ?? 0 }
        #expect(seen[0] > 50)
        #expect(seen[1] == 1)
        let figures = CrowdResult(venue.crowd, group: 1, at: venue.time.now).figures
        #expect(figures[.joined] == 2)
        #expect(figures[.packetsExpected] > 300)
        #expect(figures[.packetsMissing] == 0)
    }

    @Test("without haste a frame leaves at once")
    func haste() throws {
        var manners = Manners()
        manners.haste = 0
        #expect(try worstLatency(manners) < 5000)
    }

    @Test("a viewer that leaves says so, and the server forgets it")
    func leaves() throws {
        let venue = try venue(viewers: 2)
        venue.run(for: .seconds(1))
        venue.crowd.close(1, at: venue.time.now)
        venue.run(for: .seconds(1))
        #expect(venue.member(1)?.state == .left)
        #expect(venue.gone == [1])
        #expect(venue.exchange.sessionCount == 2)
    }

    @Test("an answer that makes no sense is that member's failure")
    func nonsense() throws {
        let venue = try Venue(of: Programme(pattern))
        venue.crowd.begin(0, of: 1, home: nil, at: .zero)
        let session = venue.crowd.session(of: 0, answered: "v=0", at: .zero)
        #expect(session == nil)
        guard case .failed(let reason) = venue.member(0)?.state else {
            Issue.record("it has not failed")
            return
        }
        #expect(reason.hasPrefix("the answer makes no sense"))
    }

    @Test("a keyframe that a viewer asks for comes at once when publishers jump", arguments: [true, false])
    func keyframe(answers: Bool) throws {
        var pattern = pattern
        pattern.keyframeInterval = .seconds(20)
        var manners = Manners()
        manners.answersKeyframes = answers
        let venue = try Venue(manners: manners, of: Programme(pattern))
        // A server that keeps no keyframe for those who come has to ask for one.
        venue.exchange.settings.joining.maximumAge = .zero
        try venue.begin(0, .publish)
        venue.run(for: .seconds(2))
        try venue.begin(1, .play)
        venue.run(for: .seconds(5))
        #expect((venue.member(0)?.publishing?.keyframesWanted ?? 0) > 0)
        if answers { #expect(venue.member(1)?.milestones.firstFrame != nil) }
    }

    @Test("a group's own bad network loses what it is sent, and delays what it sends")
    func weather() throws {
        let conditions = LinkConditions(delay: .milliseconds(25), loss: .random(0.03))
        let venue = try Venue(of: Programme(pattern), viewersNetwork: conditions)
        try venue.begin(0, .publish)
        venue.run(for: .seconds(1))
        for number in 1...3 { try venue.begin(number, .play) }
        venue.run(for: .seconds(10))
        let viewers = CrowdResult(venue.crowd, group: 1, at: venue.time.now).figures
        #expect(viewers[.joined] == 3)
        #expect(viewers[.packetsLost] > 0)
        #expect(viewers[.packetsMissing] < viewers[.packetsLost])
        let half = try #require(venue.crowd.takeStanding().latency.percentile(0.5))
        #expect((25_000...35_000).contains(half))
    }
}
