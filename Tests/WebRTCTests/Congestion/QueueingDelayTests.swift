import Testing

@testable import WebRTC

@Suite("Queueing delay") struct QueueingDelayTests {
    @Test("a burst that drains by the next frame is no growing queue")
    func burst() {
        var delay = QueueingDelay()
        for frame in 0..<10 {
            delay.add(sent: Int64(frame) * 33_000, arrived: Int64(frame) * 33_000 + 700_000)
        }
        // Twenty packets at once, 4 ms apart on their way; the next frames find less and less of them.
        for packet in 0..<20 { delay.add(sent: 330_000, arrived: 1_030_000 + Int64(packet) * 4_000) }
        #expect(!delay.isGrowing)
        for frame in 0..<5 {
            let sent = 363_000 + Int64(frame) * 33_000
            delay.add(sent: sent, arrived: sent + 700_000 + 40_000 - Int64(frame) * 10_000)
            #expect(!delay.isGrowing)
        }
    }

    @Test("what waits longer from frame to frame is a growing queue")
    func growing() {
        var delay = QueueingDelay()
        var hasGrown = false
        for frame in 0..<8 {
            let sent = Int64(frame) * 42_000
            delay.add(sent: sent, arrived: sent + 700_000 + Int64(frame) * 30_000)
            hasGrown = hasGrown || delay.isGrowing
        }
        #expect(hasGrown)
        #expect(delay.standing > .milliseconds(60))
    }
}
