import RTP
import Testing
import Timing

@testable import WebRTC

@Suite("The log of what was sent") struct SentLogTests {
    @Test("a packet is found by its number until its slot is used again")
    func numbers() {
        var log = SentLog()
        let now = Instant.zero.advanced(by: .seconds(100))
        for number in 0..<1500 {
            if number == 1201 { log.beginProbe(octets: 2400) }
            log.add(SequenceNumber(UInt16(number)), byteCount: 1200, at: now)
        }
        #expect(log.entry(SequenceNumber(100)) == nil)
        let entry = log.entry(SequenceNumber(1201))
        #expect(entry?.byteCount == 1200)
        #expect(entry?.isProbe == true)
        #expect(
            entry.map { SentLog.microseconds(of: $0, near: now.advanced(by: .seconds(3))) } == 100_000_000)
        #expect(log.entry(SequenceNumber(1202))?.isProbe == true)
        #expect(log.entry(SequenceNumber(1203))?.isProbe == false)
        #expect(log.probe.octetsLeft == 0 && log.probe.packets == 2)
        #expect(log.entry(SequenceNumber(3000)) == nil)
    }

    @Test("where nobody tells what became of packets, none is noted")
    func unkept() {
        let log = SentLog(isKept: false)
        #expect(!log.isKept && log.entry(SequenceNumber(0)) == nil)
    }
}
