import Simulation
import Timing

@testable import LoadModel

/// A made-up run of 1,000 viewers in two minutes, as reports are shown.
enum TestRun {
    /// Its figures.
    static let figures: RunFigures = {
        var random = SeededGenerator(seed: 5)
        func chance() -> Double { Double(random.next() % 1_000_000) / 1_000_000 }
        var figures = RunFigures()
        figures.seconds = 120
        figures[.started] = 1000
        figures[.answered] = 998
        figures[.joined] = 996
        figures[.failed] = 4
        figures[.healthy] = 981
        figures[.packetsExpected] = 14_218_331
        figures[.packetsLost] = 21_540
        figures[.packetsMissing] = 312
        figures[.bytesReceived] = 14_900_000_000
        figures[.framesDecodable] = 3_510_020
        figures[.freezes] = 17
        figures[.viewersFrozen] = 15
        for _ in 0..<996 {
            let answer = 8000 + 20_000 * chance()
            figures.record(Int64(answer), as: .answer)
            figures.record(Int64(answer + 60_000 + 40_000 * chance()), as: .ice)
            figures.record(Int64(answer + 130_000 + 60_000 * chance()), as: .dtls)
            let tail = chance() < 0.03 ? 400_000 * chance() : 0
            figures.record(Int64(answer + 180_000 + 150_000 * chance() * chance() + tail), as: .firstFrame)
            figures.record(Int64(900 + 200 * chance()), as: .bitrate)
        }
        for _ in 0..<17 { figures.record(Int64(200_000 + 700_000 * chance()), as: .freeze) }
        for _ in 0..<5000 { figures.record(Int64(40_000 + 30_000 * chance() * chance()), as: .latency) }
        figures.noteFailure("the answer took longer than 10 s", times: 2)
        figures.noteFailure("DTLS <no answer>", times: 2)
        figures.server = ServerUse(cpuSeconds: 96, memory: 310 << 20)
        for second in 0...120 { figures.note(moment(second, chance(), chance())) }
        return figures
    }()

    /// How it stood at a second.
    private static func moment(_ second: Int, _ chance: Double, _ other: Double) -> Moment {
        var moment = Moment(second: second)
        moment.viewers = min(second * 34, 1000)
        moment.joined = max(min(second * 34 - 12, 996), 0)
        moment.packetsExpected = moment.joined * 110
        moment.packetsLost = Int(
            Double(moment.packetsExpected) * (0.001 + (second > 60 && second < 70 ? 0.02 * chance : 0)))
        if moment.joined > 0 {
            moment.latencyMedian = 42_000 + Int(4000 * chance)
            moment.latencyHigh = 61_000 + Int(15_000 * other) + (second > 60 && second < 70 ? 80_000 : 0)
        }
        moment.serverCores = Double(moment.joined) / 1250 + 0.05 * chance
        moment.testerCores = Double(moment.joined) / 3000 + 0.03 * other
        return moment
    }

    /// A report of it; the machine and the server are made up too.
    static func report(_ expectations: String = "", figures: RunFigures = figures) throws -> RunReport {
        let parsed = expectations.isEmpty ? [] : try Expectation.parse(expectations).get()
        return RunReport(
            name: "A thousand <viewers>", began: WallClock(seconds: 1_795_257_000),
            machine: "2 cores of a virtual machine, 8 GiB, Linux 6.18",
            server: "http://localhost:8080/whep/stage",
            figures: figures, groups: [("phones", figures), ("desks", figures)], expectations: parsed)
    }
}
