import Bytes
import RTP
import Simulation
import Testing
import Timing
import WebRTC

@Suite struct FeedbackGeneratorTests {
    /// Takes note of packets a millisecond apart from `start` on.
    private static func take(
        _ numbers: [UInt16], into generator: inout FeedbackGenerator, from start: Int64 = 0
    ) {
        for (index, number) in numbers.enumerated() {
            generator.handle(
                TransportSequence(SequenceNumber(number)), of: SSRC(5),
                at: .milliseconds(start + Int64(index)))
        }
    }

    /// The messages that are due.
    private static func due(_ generator: inout FeedbackGenerator, _ milliseconds: Int64) -> [Message] {
        var messages: [Message] = []
        while true {
            var isWritten = false
            let bytes = serialised {
                isWritten = generator.write(sender: SSRC(1), at: .milliseconds(milliseconds), to: &$0)
            }
            guard isWritten else { return messages }
            #expect(bytes.count <= FeedbackGenerator.maximumByteCount)
            messages += Message.all(in: bytes) ?? []
        }
    }

    @Test("a message leaves an interval after the first packet, and tells what came and what did not")
    func interval() {
        var generator = FeedbackGenerator()
        #expect(generator.nextDeadline == nil)
        Self.take([65_534, 65_535, 2], into: &generator)
        #expect(generator.nextDeadline == .milliseconds(50))
        let early = Self.due(&generator, 49)
        let due = Self.due(&generator, 50)
        #expect(early == [])
        #expect(due == [.arrivals(base: 65_534, [true, true, false, false, true], count: 0)])
        #expect(generator.nextDeadline == nil)
    }

    @Test("the next message goes on where the last one ended, and says what was lost in between")
    func goingOn() {
        var generator = FeedbackGenerator()
        Self.take([0, 1], into: &generator)
        _ = Self.due(&generator, 50)
        Self.take([4], into: &generator, from: 60)
        #expect(generator.nextDeadline == .milliseconds(110))
        let due = Self.due(&generator, 110)
        #expect(due == [.arrivals(base: 2, [false, false, true], count: 1)])
    }

    @Test("a packet that comes after it was called lost is spoken of again; one that comes twice is not")
    func late() {
        var generator = FeedbackGenerator()
        Self.take([0, 2], into: &generator)
        _ = Self.due(&generator, 50)
        Self.take([0, 2], into: &generator, from: 55)
        #expect(generator.nextDeadline == nil)
        Self.take([1], into: &generator, from: 60)
        let due = Self.due(&generator, 110)
        #expect(due == [.arrivals(base: 1, [true, true], count: 1)])
    }

    @Test("many packets make a message leave at once")
    func batch() {
        var generator = FeedbackGenerator()
        let now = Instant.milliseconds(3)
        for number: UInt16 in 0..<128 {
            generator.handle(TransportSequence(SequenceNumber(number)), of: SSRC(5), at: now)
        }
        #expect(generator.nextDeadline == now)
        #expect(Self.due(&generator, 3) == [.arrivals(base: 0, Array(repeating: true, count: 128), count: 0)])
    }

    @Test("a number far off begins anew, and an old one within the window does not")
    func jump() {
        var generator = FeedbackGenerator()
        Self.take([1000, 30_000], into: &generator)
        let due = Self.due(&generator, 100)
        #expect(due == [.arrivals(base: 30_000, [true], count: 0)])
        Self.take([29_000], into: &generator, from: 100)
        let late = Self.due(&generator, 200)
        #expect(late.count == 1)
        guard case .arrivals(let base, let arrived, _)? = late.first else { return }
        #expect(base == 29_000 && arrived.count == 1001 && arrived.filter(\.self).count == 2)
    }

    @Test("however packets come, every one is told once or more, and messages keep their size")
    func everything() {
        var generator = FeedbackGenerator()
        var random = SeededGenerator(seed: 11)
        var sent: [(number: UInt16, at: Int64)] = []
        for number in 0..<20_000 where Int.random(in: 0..<10, using: &random) > 0 {
            sent.append(
                (UInt16(truncatingIfNeeded: number), Int64(number) + Int64.random(in: 0...60, using: &random))
            )
        }
        sent.sort { $0.at < $1.at }
        var told: Set<UInt16> = []
        for (number, time) in sent {
            generator.handle(TransportSequence(SequenceNumber(number)), of: SSRC(5), at: .milliseconds(time))
            for message in Self.due(&generator, time) {
                guard case .arrivals(let base, let arrived, _) = message else { continue }
                for (index, came) in arrived.enumerated() where came { told.insert(base &+ UInt16(index)) }
            }
        }
        let pending = sent.suffix(128).map(\.number)
        #expect(told.union(pending) == Set(sent.map(\.number)))
    }
}
