import Testing
import Timing
import WebRTC

@Suite struct RateMeterTests {
    @Test("a steady stream reads its rate from the first tenth of a second on")
    func steady() {
        var meter = RateMeter()
        for step: Int64 in 0..<3000 {
            meter.add(125, at: .milliseconds(5000 + step))
            if step > 100 {
                #expect((980_000...1_020_000).contains(meter.bitsPerSecond(at: .milliseconds(5001 + step))))
            }
        }
    }

    @Test("a stream that stopped fades within a second")
    func stopped() {
        var meter = RateMeter()
        #expect(meter.bitsPerSecond(at: .milliseconds(50)) == 0)
        for step: Int64 in 0..<1000 { meter.add(125, at: .milliseconds(step)) }
        let half = meter.bitsPerSecond(at: .milliseconds(1500))
        #expect((400_000...600_000).contains(half))
        #expect(meter.bitsPerSecond(at: .milliseconds(2000)) == 0)
        meter.add(1250, at: .milliseconds(60_000))
        #expect(meter.bitsPerSecond(at: .milliseconds(60_100)) < 100_000)
    }
}
