import RTP
import Testing
import Timing

@testable import WebRTC

@Suite struct RepeatLogTests {
    @Test("a packet is repeated no sooner than after a while, ten times at most, and others do not mind")
    func limits() {
        var log = RepeatLog()
        let number = SequenceNumber(7)
        var allowed = 0
        for step: Int64 in 0..<40
        where log.allows(number, after: .milliseconds(20), at: .milliseconds(step * 10)) {
            log.note(number, at: .milliseconds(step * 10))
            allowed += 1
        }
        #expect(allowed == 10)
        #expect(log.allows(SequenceNumber(8), after: .milliseconds(20), at: .milliseconds(400)))
        // It has the same place.
        #expect(log.allows(SequenceNumber(7 + 512), after: .milliseconds(20), at: .milliseconds(400)))
    }

    @Test("time is kept modulo 65,536 ms")
    func wrap() {
        var log = RepeatLog()
        log.note(SequenceNumber(1), at: .milliseconds(65_530))
        #expect(!log.allows(SequenceNumber(1), after: .milliseconds(20), at: .milliseconds(65_540)))
        #expect(log.allows(SequenceNumber(1), after: .milliseconds(20), at: .milliseconds(65_551)))
    }
}
