import RTP
import Simulation
import Testing
import Timing
import WebRTC

@Suite struct NackGeneratorTests {
    /// A generator that misses `count` packets before `newest` since the start of the axis.
    private static func missing(_ count: Int64, before newest: Int64 = 100) -> NackGenerator {
        var generator = NackGenerator()
        _ = generator.handleGap(before: place(newest), count: count, at: .zero)
        return generator
    }

    /// The numbers that are asked for at a moment.
    private static func due(_ generator: inout NackGenerator, _ milliseconds: Int64) -> [UInt16] {
        var numbers: [SequenceNumber] = []
        _ = generator.takeDue(at: .milliseconds(milliseconds), into: &numbers)
        return numbers.map(\.value)
    }

    @Test("a gap is asked for after a grace, and not before")
    func grace() {
        var generator = Self.missing(2)
        #expect(generator.nextDeadline == .milliseconds(10))
        #expect(Self.due(&generator, 9) == [])
        #expect(Self.due(&generator, 10) == [98, 99])
    }

    @Test("what comes by itself within the grace is not asked for")
    func overtaken() {
        var generator = Self.missing(2)
        generator.handleArrival(of: place(98), isRepair: false, at: .milliseconds(5))
        #expect(Self.due(&generator, 10) == [99])
        generator.handleArrival(of: place(99), isRepair: false, at: .milliseconds(11))
        #expect(generator.nextDeadline == nil && generator.missingCount == 0)
    }

    @Test("a packet is asked for again each round trip, then given up at the deadline")
    func again() {
        var generator = Self.missing(1)
        var asked: [Int64] = []
        var given = 0
        for time: Int64 in 0...400 {
            var numbers: [SequenceNumber] = []
            given += generator.takeDue(at: .milliseconds(time), into: &numbers)
            if !numbers.isEmpty { asked.append(time) }
            if time == 299 { #expect(given == 0) }
        }
        #expect(asked == [10, 80, 150, 220, 290])
        #expect(given == 1 && generator.abandoned == 1 && generator.requested == 5)
        #expect(generator.nextDeadline == nil)
    }

    @Test("a deadline is where it was said to be: waking up only when told loses nothing")
    func deadlines() {
        var generator = Self.missing(3)
        var wakeUps: [Int64] = []
        while let next = generator.nextDeadline, wakeUps.count < 20 {
            wakeUps.append(next.nanoseconds / 1_000_000)
            var numbers: [SequenceNumber] = []
            _ = generator.takeDue(at: next, into: &numbers)
        }
        #expect(wakeUps == [10, 80, 150, 220, 290, 300])
    }

    @Test("answers teach the round trip, soonest by short ones")
    func roundTrip() {
        var generator = NackGenerator()
        for step: Int64 in 0..<20 {
            let start = step * 1000
            _ = generator.handleGap(before: place(step * 10 + 2), count: 1, at: .milliseconds(start))
            _ = Self.due(&generator, start + 20)
            generator.handleArrival(
                of: place(step * 10 + 1), isRepair: true, at: .milliseconds(start + 60))
        }
        #expect((.milliseconds(39)...(.milliseconds(41))).contains(generator.retryInterval))
        #expect(generator.reorderGrace == .milliseconds(4))
    }

    @Test("answers that come after a packet was given up lengthen the wait")
    func longPath() {
        var generator = NackGenerator()
        for step: Int64 in 0..<40 {
            let start = step * 10_000
            _ = generator.handleGap(before: place(step * 10 + 2), count: 1, at: .milliseconds(start))
            for time in stride(from: start, to: start + 600, by: 1) { _ = Self.due(&generator, time) }
            generator.handleArrival(
                of: place(step * 10 + 1), isRepair: true, at: .milliseconds(start + 600))
        }
        #expect(generator.retryInterval > .milliseconds(190))
    }

    @Test("where the round trip is measured, answers teach nothing")
    func measured() {
        var generator = NackGenerator()
        generator.handleRoundTrip(.milliseconds(60))
        _ = generator.handleGap(before: place(2), count: 1, at: .zero)
        _ = Self.due(&generator, 10)
        generator.handleArrival(of: place(1), isRepair: true, at: .milliseconds(30))
        #expect(generator.retryInterval == .milliseconds(60))
    }

    @Test("packets that are overtaken by more lengthen the grace, up to its limit")
    func reordering() {
        var generator = NackGenerator()
        for step: Int64 in 0..<50 {
            let start = step * 1000
            _ = generator.handleGap(before: place(step * 10 + 2), count: 1, at: .milliseconds(start))
            generator.handleArrival(
                of: place(step * 10 + 1), isRepair: false, at: .milliseconds(start + 35))
        }
        #expect((.milliseconds(19)...(.milliseconds(20))).contains(generator.reorderGrace))
    }

    @Test("a satellite's round trip still leaves time for two attempts")
    func satellite() {
        var generator = NackGenerator()
        for _ in 0..<100 { generator.handleRoundTrip(.milliseconds(600)) }
        _ = generator.handleGap(before: place(2), count: 1, at: .zero)
        let asked = (0...2000).filter { !Self.due(&generator, $0).isEmpty }
        #expect(asked.count >= 2 && generator.abandoned == 1)
    }

    @Test("numbers wrap, and are handed out in order")
    func wrap() {
        var generator = Self.missing(4, before: 65_538)
        #expect(Self.due(&generator, 10) == [65_534, 65_535, 0, 1])
    }

    @Test("more than fits in a message is handed out in turns")
    func turns() {
        var generator = Self.missing(450, before: 1000)
        let turns = (0..<4).map { _ in Self.due(&generator, 10).count }
        #expect(turns == [200, 200, 50, 0])
    }

    @Test("a flood of gaps is forgotten, and said to be one")
    func flood() {
        var generator = Self.missing(500, before: 1000)
        let small = generator.handleGap(before: place(1013), count: 12, at: .milliseconds(1))
        let large = generator.handleGap(before: place(1015), count: 1, at: .milliseconds(2))
        #expect(small && !large)
        #expect(generator.missingCount == 0 && generator.abandoned == 513 && generator.nextDeadline == nil)
        let huge = generator.handleGap(before: place(4000), count: 2900, at: .milliseconds(3))
        #expect(!huge && generator.missingCount == 0)
    }

    @Test("under random arrivals it keeps its bounds and never asks for what came")
    func invariants() {
        var random = SeededGenerator(seed: 7)
        var generator = NackGenerator()
        var newest: Int64 = 0
        var open: Set<Int64> = []
        for time: Int64 in 0..<2000 {
            let gap = Int64.random(in: 0...3, using: &random)
            newest += gap + 1
            if gap > 0 {
                if !generator.handleGap(before: place(newest), count: gap, at: .milliseconds(time)) {
                    open = []
                } else {
                    open.formUnion(newest - gap..<newest)
                }
            }
            if let old = open.min(), Bool.random(using: &random) {
                open.remove(old)
                generator.handleArrival(of: place(old), isRepair: false, at: .milliseconds(time))
            }
            let numbers = Self.due(&generator, time)
            // The numbers do not wrap within so short a run.
            let areMissing = numbers.allSatisfy { open.contains(Int64($0)) }
            #expect(areMissing && generator.missingCount <= 512)
        }
    }
}
