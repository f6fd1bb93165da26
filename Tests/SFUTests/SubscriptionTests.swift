import RTP
import SDP
import Testing
import WebRTC

@testable import SFU

@Suite struct SubscriptionTests {
    private static let vp8 = PayloadType(96), h264 = PayloadType(98)

    @Test("nothing is unfit before the first packet, and a beginning is awaited")
    func fresh() {
        let subscription = Subscription(section: 0, kind: .video)
        #expect(subscription.awaitsStart && !subscription.isUnfit && subscription.choice == nil)
    }

    @Test("what the viewer does not take is unfit until another codec comes")
    func unfit() {
        var subscription = Subscription(section: 0, kind: .video)
        subscription.decide(1, Self.vp8) { nil }
        #expect(subscription.isUnfit && subscription.choice == nil)
    }

    @Test("it is decided once for each source and payload type")
    func once() {
        var subscription = Subscription(section: 0, kind: .video)
        var decisions = 0
        for (source, type) in [(1, Self.vp8), (1, Self.vp8), (1, Self.h264), (2, Self.h264), (2, Self.h264)] {
            subscription.decide(UInt32(source), type) {
                decisions += 1
                return nil
            }
        }
        #expect(decisions == 3)
    }

    @Test("another source begins anew; another payload type of the same meaning does not")
    func beginning() {
        var subscription = Subscription(section: 0, kind: .video)
        subscription.decide(1, Self.vp8) { nil }
        subscription.awaitsStart = false
        subscription.decide(1, Self.h264) { nil }
        #expect(!subscription.awaitsStart)
        subscription.decide(2, Self.h264) { nil }
        #expect(subscription.awaitsStart)
    }
}
