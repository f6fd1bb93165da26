import SDP
import Testing
import Timing

@testable import SFU

@Suite struct PublicationTests {
    private static func second(_ count: Int64) -> Instant { .zero.advanced(by: .seconds(count)) }
    private let linger = Duration.seconds(30)

    @Test("viewers are let go when so long no publisher came back, and not while none ever came")
    func lettingGo() throws {
        let publication = Publication("room")
        #expect(publication.isDeserted)
        let publisher = try Session.test(1, as: .publisher(publication))
        publication.add(audienceOn: 1)
        #expect(!publication.isDeserted && publication.nextDeadline == nil)
        publication.begin(publisher)
        #expect(publication.publisher === publisher && publication.nextDeadline == nil)
        publication.end(linger: linger, at: Self.second(10))
        #expect(publication.publisher == nil && publication.nextDeadline == Self.second(40))
        #expect(!publication.isDeserted)
        publication.begin(try Session.test(3, as: .publisher(publication)))
        #expect(publication.nextDeadline == nil)
    }

    @Test("a stream that nobody brings or gets is deserted, and waits for nothing")
    func deserted() throws {
        let publication = Publication("room")
        let publisher = try Session.test(1, as: .publisher(publication))
        publication.begin(publisher)
        publication.add(audienceOn: 1)
        publication.end(linger: linger, at: .zero)
        publication.remove(audienceOn: 1)
        #expect(publication.isDeserted && publication.nextDeadline == nil)
        publication.begin(publisher)
        publication.end(linger: linger, at: .zero)
        #expect(publication.isDeserted && publication.nextDeadline == nil)
    }

    @Test(
        "without a publisher, or before its first packet, nothing is told of tracks, and no keyframe is asked for"
    )
    func silent() throws {
        let publication = Publication("room")
        publication.requestKeyframe(at: .zero)
        let publisher = try Session.test(1, as: .publisher(publication))
        publication.begin(publisher)
        publication.requestKeyframe(at: .zero)
        #expect(
            publication.numbers(at: .zero).layers.isEmpty && publisher.hasPublisher
                && publisher.unfitCodecs.isEmpty)
        #expect(!publication.hasPending && publication.takeBatch(at: .zero) == nil)
    }
}
