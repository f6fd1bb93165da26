import RTP
import Testing
import Timing
import WebRTC

@testable import SDP
@testable import SFU

@Suite struct SubscriptionTests {
    private static let vp8 = "96 VP8/90000", h264 = "98 H264/90000"

    /// A stream of video from a source.
    private static func origin(_ source: UInt32, _ map: String) throws -> MediaBatch.Origin {
        MediaBatch.Origin(
            source: source, kind: .video, format: MediaFormat(try #require(RTPMap(map))),
            extensions: ExtensionMap())
    }

    @Test("nothing is unfit before the first packet, and a beginning is awaited")
    func fresh() {
        let subscription = Subscription(section: 0, kind: .video)
        #expect(subscription.awaitsStart && subscription.unfitCodec == nil && subscription.choice == nil)
    }

    @Test("what the viewer does not take is unfit until another codec comes, or none")
    func unfit() throws {
        var subscription = Subscription(section: 0, kind: .video)
        subscription.decide(try Self.origin(1, Self.vp8)) { _ in nil }
        #expect(subscription.unfitCodec == "VP8" && subscription.choice == nil)
        subscription.forget()
        #expect(subscription.unfitCodec == nil)
    }

    @Test("it is decided once for each source and payload type")
    func once() throws {
        var subscription = Subscription(section: 0, kind: .video)
        var decisions: [MediaFormat.Codec] = []
        for (source, map) in [(1, Self.vp8), (1, Self.vp8), (1, Self.h264), (2, Self.h264), (2, Self.h264)] {
            let origin = try Self.origin(UInt32(source), map)
            subscription.decide(origin) { codec in
                decisions.append(codec)
                return nil
            }
        }
        #expect(decisions.count == 3 && decisions.first == .vp8)
    }

    @Test("another source begins anew; another payload type of the same meaning does not")
    func beginning() throws {
        var subscription = Subscription(section: 0, kind: .video)
        subscription.decide(try Self.origin(1, Self.vp8)) { _ in nil }
        subscription.awaitsStart = false
        subscription.decide(try Self.origin(1, Self.h264)) { _ in nil }
        #expect(!subscription.awaitsStart)
        subscription.decide(try Self.origin(2, Self.h264)) { _ in nil }
        #expect(subscription.awaitsStart)
    }

    @Test("it stands still from which something was taken, until something begins")
    func held() throws {
        var subscription = Subscription(section: 0, kind: .video)
        subscription.hold(at: .zero)
        #expect(subscription.heldSince == nil)
        subscription.decide(try Self.origin(1, Self.vp8)) { _ in
            PayloadChoice(media: PayloadType(96), repair: nil)
        }
        subscription.awaitsStart = false
        let held = Instant.zero.advanced(by: .seconds(1))
        subscription.hold(at: held)
        subscription.hold(at: held.advanced(by: .seconds(1)))
        #expect(subscription.heldSince == held && subscription.awaitsStart && !subscription.isFed)
        subscription.awaitsStart = false
        #expect(subscription.heldSince == nil)
    }
}
