import RTP
import Testing
import Timing

@testable import SFU

struct LoudnessTests {
    private func level(_ decibels: UInt8) -> AudioLevel {
        AudioLevel(decibelsBelowOverload: decibels, hasVoice: false)
    }

    @Test("the loudest of the last moments counts, and what was before does not")
    func loudest() {
        var loudness = Loudness()
        var now = Instant(nanoseconds: 0)
        #expect(loudness.level(at: now) == nil)
        for decibels in [60, 20, 60, 60, 60] as [UInt8] {
            loudness.hear(level(decibels), at: now)
            now = now.advanced(by: .milliseconds(20))
        }
        #expect(loudness.level(at: now) == 20)
        for _ in 0..<15 {
            loudness.hear(level(60), at: now)
            now = now.advanced(by: .milliseconds(20))
        }
        #expect(loudness.level(at: now) == 60)
    }

    @Test("who sends nothing is silent")
    func silence() {
        var loudness = Loudness()
        loudness.hear(level(20), at: .zero)
        #expect(loudness.level(at: Instant(nanoseconds: 499_000_000)) == 20)
        #expect(loudness.level(at: Instant(nanoseconds: 500_000_000)) == 127)
    }
}
