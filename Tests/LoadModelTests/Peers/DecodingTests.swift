import CodecBridge
import Links
import Media
import SDP
import Simulation
import Testing
import Timing

@testable import LoadModel

/// What decoders of viewers who verify are told.
@Suite struct DecodingTests {
    /// A viewer on such a network, and one that does not verify and has nothing decoded.
    private func venue(_ conditions: LinkConditions = LinkConditions()) throws -> Venue {
        var pattern = MediaPattern()
        (pattern.videoRate, pattern.pictureRate) = (200_000, 10)
        var manners = Manners()
        (manners.firstViewer, manners.verifyEvery, manners.decodes) = (1, 2, true)
        let venue = try Venue(manners: manners, of: Programme(pattern), viewersNetwork: conditions)
        try venue.begin(0, .publish)
        venue.run(for: .seconds(1))
        for number in 1...2 { try venue.begin(number, .play) }
        return venue
    }

    private func units(_ messages: some Sequence<BridgeMessage>) -> [AccessUnit] {
        messages.compactMap { if case .unit(let unit) = $0 { unit } else { nil } }
    }

    @Test("a decoder is told what pictures are, then each of them, from a keyframe on")
    func whole() throws {
        let venue = try venue()
        venue.run(for: .seconds(5))
        #expect(venue.decoded.first == .format(BridgeFormat(.vp8)))
        let units = units(venue.decoded)
        #expect(units.count == venue.decoded.count - 1)
        #expect(units.first?.isSync == true)
        #expect(units.count == Int(venue.member(1)?.viewing?.counts.decodable ?? 0))
        // Frames as they were made up, without the descriptors of their payloads.
        let made = MediaPattern().video?.frames.first?.payloads.first?.dropFirst()
        #expect(made.map { units.first?.bytes.starts(with: $0.prefix(9)) } == true)
    }

    @Test("after a loss nothing is decoded up to the next keyframe")
    func losses() throws {
        let venue = try venue(LinkConditions(delay: .milliseconds(400), loss: .random(0.05)))
        venue.run(for: .seconds(30))
        let units = units(venue.decoded)
        #expect(units.count > 20)
        // A picture lasts 9,000 ticks.
        let gaps = zip(units, units.dropFirst()).filter { $1.decodeTime - $0.decodeTime > 9001 }
        #expect(!gaps.isEmpty && gaps.allSatisfy(\.1.isSync), "\(gaps.count)")
    }

    @Test("a decoder that did not take a picture goes on with a keyframe")
    func skips() throws {
        let venue = try venue()
        venue.run(for: .milliseconds(2500))
        let count = venue.decoded.count
        venue.crowd.noteUndecoded(1)
        venue.run(for: .seconds(4))
        let units = units(venue.decoded)
        let next = units[count - 1]
        #expect(next.isSync && next.decodeTime - units[count - 2].decodeTime > 9001)
    }
}
