import RTP
import Testing
import Timing

@testable import WebRTC

@Suite struct InterarrivalJitterTests {
    @Test("even spacing is no jitter, whenever the axis began")
    func even() {
        var jitter = InterarrivalJitter(clockRate: 90_000)
        for frame: Int64 in 0..<100 {
            let late = Instant(nanoseconds: 9_000_000_000_000_000_000 + frame * 40_000_000)
            jitter.note(RTPTimestamp(UInt32(truncatingIfNeeded: 4_294_960_000 + frame * 3600)), at: late)
        }
        #expect(jitter.ticks <= 1)
    }

    @Test("an estimate approaches the mean change by a sixteenth each time")
    func approach() {
        var jitter = InterarrivalJitter(clockRate: 90_000)
        jitter.note(RTPTimestamp(0), at: .milliseconds(0))
        jitter.note(RTPTimestamp(3600), at: .milliseconds(50))
        #expect(jitter.ticks == 900 / 16)
        for frame: Int64 in 2..<300 {
            jitter.note(RTPTimestamp(UInt32(frame * 3600)), at: .milliseconds(frame * 40 + frame % 2 * 10))
        }
        #expect((890...910).contains(jitter.ticks))
    }

    @Test("packets of one frame, and a new time line, are no jitter")
    func sameFrame() {
        var jitter = InterarrivalJitter(clockRate: 90_000)
        jitter.note(RTPTimestamp(0), at: .milliseconds(0))
        jitter.note(RTPTimestamp(0), at: .milliseconds(30))
        jitter.note(RTPTimestamp(3_000_000), at: .milliseconds(40))
        #expect(jitter.ticks == 0)
    }
}
