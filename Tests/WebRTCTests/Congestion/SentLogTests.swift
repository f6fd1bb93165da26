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
        #expect(log.packet(SequenceNumber(100)) == nil)
        let packet = log.packet(SequenceNumber(1201))
        #expect(packet?.byteCount == 1200)
        #expect(packet?.isProbe == true)
        #expect(
            packet?.time.instant(near: now.advanced(by: .seconds(3))) == now)
        #expect(log.packet(SequenceNumber(1202))?.isProbe == true)
        #expect(log.packet(SequenceNumber(1203))?.isProbe == false)
        #expect(log.probe.octetsLeft == 0 && log.probe.packets == 2)
        #expect(log.packet(SequenceNumber(3000)) == nil)
    }

    @Test("packets that were gathered are found by their numbers, and those without one are only counted")
    func tail() {
        var (log, tail) = (SentLog(), SentTail())
        let start = Instant.zero.advanced(by: .seconds(100))
        log.beginProbe(octets: 250)
        for place in 0..<8 {
            let number = place % 2 == 0 ? SequenceNumber(UInt16(1022 + place / 2)) : nil
            let at = start.advanced(by: .milliseconds(Int64(place) * 32))
            tail.append(number, byteCount: 100, at: SentTime(at))
        }
        let now = start.advanced(by: .milliseconds(256))
        log.add(tail.packets, from: tail.firstNumber, near: now)
        let packets = (1022...1025).map { log.packet(SequenceNumber($0)) }
        #expect(packets.map { $0?.byteCount } == [100, 100, 100, 100])
        #expect(packets.map { $0?.isProbe } == [true, true, true, false])
        #expect(packets.last??.time.instant(near: now) == start.advanced(by: .milliseconds(192)))
        #expect(log.packet(SequenceNumber(1021)) == nil && log.packet(SequenceNumber(1026)) == nil)
        #expect(log.octets == 800 && log.probe.packets == 3)
        #expect(log.sending.bitsPerSecond(at: now) == 25_000)
    }

    @Test("a tail is full where no other packet fits, and takes numbers anew once it was taken")
    func full() {
        var tail = SentTail()
        while !tail.isFull { tail.append(SequenceNumber(9), byteCount: 1, at: SentTime(.zero)) }
        #expect(tail.packets.count == 32 && tail.firstNumber == SequenceNumber(9))
        tail.removeAll()
        tail.append(SequenceNumber(77), byteCount: 1, at: SentTime(.zero))
        #expect(tail.packets.count == 1 && tail.firstNumber == SequenceNumber(77))
    }

    @Test(
        "logs that share memory know nothing of each other's packets, nor of those of one that was there before"
    )
    func neighbours() {
        let memory = SentPackets()
        var logs = (0..<SentPackets.logCount).map { SentLog(in: memory, at: $0) }
        for place in logs.indices {
            logs[place].add(SequenceNumber(1023), byteCount: 100 + place, at: .zero)
            logs[place].add(SequenceNumber(1024), byteCount: 200 + place, at: .zero)
        }
        for place in logs.indices {
            #expect(logs[place].packet(SequenceNumber(1023))?.byteCount == 100 + place)
            #expect(logs[place].packet(SequenceNumber(1024))?.byteCount == 200 + place)
        }
        logs[3] = SentLog(in: memory, at: 3)
        #expect(logs[3].packet(SequenceNumber(1023)) == nil && logs[4].packet(SequenceNumber(1023)) != nil)
    }

    @Test("where nobody tells what became of packets, none is noted")
    func unkept() {
        var log = SentLog(in: nil, at: 0)
        log.add(SequenceNumber(0), byteCount: 100, at: .zero)
        #expect(log.packet(SequenceNumber(0)) == nil && log.octets == 100)
    }
}
