import Testing
import Timing

@testable import Transcode

/// Which pictures are encoded by a machine that is too slow for all, on virtual time.
@Suite struct FramePaceTests {
    /// A machine that takes so long for each picture, at 30 a second with a keyframe each four seconds, and what came of them.
    private struct Machine {
        var pace = FramePace(longest: 27_000)
        var decoding = Duration.milliseconds(2), encoding = Duration.milliseconds(5)
        var interval: Int64 = 3000
        var time: Int64 = 900_000
        private(set) var encoded: [Int64] = []
        private(set) var keyframes = 0
        /// What one is encoded of after each picture, and what was told of pictures that were left out.
        private(set) var divisors: [Int] = [], leftOut = 0
        /// How long it was at work.
        private(set) var worked = Duration.zero

        mutating func run(seconds: Int64) {
            let end = time + seconds * 90_000
            while time < end {
                let isKeyframe = time % 360_000 < interval
                if isKeyframe { keyframes += 1 }
                let choice = pace.choose(at: time, isKeyframe: isKeyframe)
                if choice == .encode { encoded.append(time) }
                if choice != .leaveOut {
                    let spent = choice == .encode ? encoding : .zero
                    worked += decoding + spent
                    if pace.note(decoding: decoding, encoding: spent, at: time) {
                        leftOut += pace.takeLeftOut()
                    }
                }
                divisors.append(pace.divisor)
                time += interval
            }
        }

        /// How often what one is encoded of changed.
        var changes: Int { zip(divisors, divisors.dropFirst()).count { $0 != $1 } }
    }

    @Test("a machine that is quick enough encodes every picture")
    func quick() {
        var machine = Machine()
        machine.run(seconds: 60)
        #expect(machine.encoded.count == 1800 && machine.changes == 0 && machine.leftOut == 0)
    }

    @Test(
        "one that is too slow encodes every other picture or fourth, before it is a second behind, and all keyframes",
        arguments: [(30, 2), (40, 2), (60, 4), (100, 4)])
    func slow(milliseconds: Int, divisor: Int) {
        var machine = Machine()
        machine.encoding = .milliseconds(milliseconds)
        machine.run(seconds: 4)
        #expect(machine.worked < .milliseconds(4900))
        machine.run(seconds: 56)
        #expect(machine.pace.divisor == divisor && machine.worked < .seconds(61))
        #expect(machine.keyframes == 15 && machine.encoded.count { $0 % 360_000 == 0 } == 15)
        #expect(abs(machine.encoded.count - 1800 / divisor) < 60)
        #expect(machine.leftOut > 0 && abs(machine.leftOut + machine.encoded.count - 1800) <= 60)
    }

    @Test("no picture lasts longer than it may because others were left out")
    func longest() {
        var machine = Machine()
        machine.interval = 9000
        machine.encoding = .milliseconds(170)
        machine.run(seconds: 30)
        let gaps = zip(machine.encoded, machine.encoded.dropFirst()).map { $1 - $0 }
        // Of ten pictures a second it encodes every other at least, since four of them last longer.
        #expect(
            machine.pace.divisor == 4 && gaps.allSatisfy { $0 <= 18_000 } && gaps.contains(18_000), "\(gaps)")
    }

    @Test("it goes back to all pictures when the machine has been quick enough for ten seconds")
    func recovers() {
        var machine = Machine()
        machine.encoding = .milliseconds(100)
        machine.run(seconds: 20)
        #expect(machine.pace.divisor == 4)
        machine.encoding = .milliseconds(5)
        machine.run(seconds: 9)
        #expect(machine.pace.divisor == 4)
        machine.run(seconds: 3)
        #expect(machine.pace.divisor == 2)
        machine.run(seconds: 12)
        #expect(machine.pace.divisor == 1)
    }

    @Test("one on the edge does not change back and forth")
    func hysteresis() {
        var machine = Machine()
        // All take 0.87 of a second, half of them 0.47.
        machine.encoding = .milliseconds(27)
        machine.run(seconds: 600)
        #expect(machine.pace.divisor == 2 && machine.changes == 1)
    }

    @Test("one that is slow again and again waits longer each time")
    func patience() {
        var machine = Machine()
        for _ in 0..<600 {
            // Whoever else is on the machine comes when all pictures are encoded, and leaves when they are not.
            machine.encoding = machine.pace.divisor == 1 ? .milliseconds(40) : .milliseconds(5)
            machine.run(seconds: 1)
        }
        #expect(machine.changes < 20, "\(machine.changes)")
    }

    @Test("one that cannot even decode leaves out what comes up to the next keyframe, and catches up")
    func hopeless() {
        var machine = Machine()
        machine.decoding = .milliseconds(60)
        machine.run(seconds: 120)
        #expect(machine.worked < .seconds(122))
        #expect(machine.encoded.count { $0 % 360_000 == 0 } == machine.keyframes)
    }

    @Test("a pause, or a clock that was set, is no reason to leave anything out")
    func pauses() {
        var machine = Machine()
        machine.run(seconds: 5)
        machine.time += 90_000 * 3600
        machine.run(seconds: 5)
        machine.time -= 90_000 * 1800
        machine.run(seconds: 8)
        #expect(machine.changes == 0 && machine.encoded.count > 450)
    }
}
