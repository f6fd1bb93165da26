import SDP
import Testing
import Timing

@testable import SFU

@Suite struct RouterTests {
    private static func second(_ count: Int64) -> Instant { .zero.advanced(by: .seconds(count)) }
    private let linger = Duration.seconds(30)

    @Test("viewers are let go when so long no publisher came back, and not while none ever came")
    func lettingGo() throws {
        let router = Router("room")
        #expect(router.isDeserted)
        let (publisher, viewer) = (try Session.test(1, .publish, of: router), try Session.test(2, of: router))
        router.add(viewer)
        #expect(!router.isDeserted && router.nextDeadline == nil)
        router.begin(publisher)
        #expect(router.publisher === publisher && router.nextDeadline == nil)
        router.remove(publisher, linger: linger, at: Self.second(10))
        #expect(router.publisher == nil && router.nextDeadline == Self.second(40) && !router.isDeserted)
        router.begin(try Session.test(3, .publish, of: router))
        #expect(router.nextDeadline == nil)
    }

    @Test("a stream that nobody brings or gets is deserted, and waits for nothing")
    func deserted() throws {
        let router = Router("room")
        let (publisher, viewer) = (try Session.test(1, .publish, of: router), try Session.test(2, of: router))
        router.begin(publisher)
        router.add(viewer)
        router.remove(publisher, linger: linger, at: .zero)
        router.remove(viewer, linger: linger, at: .zero)
        #expect(router.isDeserted && router.nextDeadline == nil)
        router.begin(publisher)
        router.remove(publisher, linger: linger, at: .zero)
        #expect(router.isDeserted && router.nextDeadline == nil)
    }

    @Test(
        "without a publisher, or before its first packet, nothing is told of tracks, and no keyframe is asked for"
    )
    func silent() throws {
        let router = Router("room")
        let viewer = try Session.test(2, of: router)
        router.add(viewer)
        router.connected(viewer, at: .zero)
        router.requestKeyframe(for: viewer, section: 1, at: .zero)
        router.begin(try Session.test(1, .publish, of: router))
        router.requestKeyframe(for: viewer, section: 7, at: .zero)
        #expect(router.tracks.isEmpty && viewer.hasPublisher && viewer.unfitCodecs.isEmpty)
    }
}
