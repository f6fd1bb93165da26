import Testing
import Timing

@testable import HTTP

@Suite struct ProgressWatchTests {
    /// Judges at ten seconds, 100 bytes a second.
    private func isTooSlow(_ watch: inout ProgressWatch, at seconds: Int) -> Bool {
        watch.isTooSlow(at: Instant.zero.advanced(by: .seconds(seconds)), over: .seconds(10), rate: 100)
    }

    @Test("what moves at the rate is never too slow; a stretch that ends with less is, once")
    func judgesStretches() {
        var watch = ProgressWatch()
        #expect(!isTooSlow(&watch, at: 100))
        watch.start(at: .zero)
        watch.count(1000)
        #expect(!isTooSlow(&watch, at: 9))
        #expect(!isTooSlow(&watch, at: 10))
        watch.count(999)
        #expect(!isTooSlow(&watch, at: 19))
        #expect(isTooSlow(&watch, at: 20))
        #expect(!isTooSlow(&watch, at: 40))
        #expect(watch.deadline(after: .seconds(10)) == nil)
    }

    @Test("starting again does not begin a new stretch, stopping forgets it")
    func startsOnce() {
        var watch = ProgressWatch()
        watch.start(at: .zero)
        watch.start(at: Instant.zero.advanced(by: .seconds(5)))
        #expect(watch.deadline(after: .seconds(10)) == Instant.zero.advanced(by: .seconds(10)))
        watch.stop()
        #expect(!isTooSlow(&watch, at: 100))
    }
}
