import SDP
import Testing
import Timing

@testable import SFU

@Suite struct AudienceTests {
    @Test("viewers know whether there is a publisher")
    func publisher() throws {
        let audience = Audience("room")
        let viewer = try Session.test(1, in: audience)
        #expect(!viewer.hasPublisher && viewer.unfitCodecs.isEmpty)
        audience.setPublisher(true)
        #expect(viewer.hasPublisher)
        audience.setPublisher(false)
        #expect(!viewer.hasPublisher)
        audience.remove(viewer)
        #expect(audience.viewers.isEmpty && viewer.audiences.isEmpty)
    }

    @Test(
        "a keyframe is wanted by who cannot decode video, and by who begins once it is known that there is none"
    )
    func wishes() throws {
        let audience = Audience("room")
        let viewer = try Session.test(1, in: audience)
        #expect(audience.takeKeyframeWishes().isEmpty)
        for index in viewer.subscriptions.indices { audience.connected(viewer, index, at: .zero) }
        #expect(audience.takeKeyframeWishes().isEmpty)
        for subscription in viewer.subscriptions {
            audience.requestKeyframe(for: viewer, section: subscription.section, at: .zero)
            #expect(
                audience.takeKeyframeWishes()
                    == (subscription.kind == .video ? [KeyframeWish(layer: nil)] : []))
        }
        audience.requestKeyframe(for: viewer, section: 7, at: .zero)
        #expect(audience.takeKeyframeWishes().isEmpty)
    }
}
