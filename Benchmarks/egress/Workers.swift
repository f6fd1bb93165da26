import Glibc
import Runtime
import SFU
import Synchronization
import Timing

/// Two media loops beside two copies of the loop in C, in turn, each on a core of its own: what a second core adds.
///
/// The sockets overflow, and each of both loops sends to as many. One of our loops is the stream's home, where the publisher's
/// packets are opened, kept and passed to the other's ring; the loop in C has neither publisher nor ring.
struct Workers: Sendable {
    /// The least part of the rate of both copies together that our two loops must reach.
    private static let leastRatio = 0.9
    /// How often both are measured, in turn, for how long, and how long ours are warmed up.
    private static let rounds = 5
    private static let duration = Duration.milliseconds(400)
    /// Packets in a run, and octets of each as viewers get them.
    private static let runs = [4, 10]
    private static let size = 1144

    /// What both threads say of a round.
    private let rates = Rates()
    private let meeting = Meeting()
    private let links = LoopLinks()

    /// Measures, and prints; whether all was held.
    func run() throws -> Bool {
        let cores = Thread.cores
        guard cores.count > 1 else {
            print("two loops need two cores")
            return false
        }
        for copy in 0..<2 {
            try Thread.start(name: "egress-\(copy)") {
                Thread.pin(to: cores[copy])
                do {
                    try work(copy)
                } catch {
                    print("copy \(copy): \(error)")
                    exit(1)
                }
                meeting.leave()
            }
        }
        meeting.waitUntilLeft()
        return report()
    }

    /// What one of the threads does, from its handshakes to its last round.
    private func work(_ copy: Int) throws {
        let plain = try PlainLoop(receivers: EgressBench.viewers)
        let ours = try LinkedLoop(copy, by: links, ports: plain.ports)
        meeting.wait()
        // What both tell each other before media comes.
        for _ in 0..<50 {
            ours.turn()
            usleep(2000)
        }
        for run in Self.runs {
            for round in 0...Self.rounds {
                meeting.wait()
                let theirs = Self.rate { plain.send(run, size: Self.size, rounds: 2) }
                meeting.wait()
                let rate = ours.rate(run, for: Self.duration, untilDoneBy: meeting)
                // The first is for the caches, and for viewers to catch up.
                if round > 0 { rates.add(theirs, rate, run: run, round: round) }
                if round == 0, abs(ours.meanSize - Self.size) > 20 {
                    print("ours have \(ours.meanSize) octets")
                }
            }
        }
    }

    /// Packets a second by the clock on the wall.
    private static func rate(_ send: () -> Int) -> Double {
        let begin = Clock.now
        var sent = 0
        while begin.duration(to: Clock.now) < duration { sent += send() }
        return Double(sent) / begin.duration(to: Clock.now).seconds
    }

    private func report() -> Bool {
        print("packets a run   two in C   two of ours   ours / C")
        var isHeld = true
        for run in Self.runs {
            let all = rates.rounds(of: run).sorted { $0.ours / $0.theirs < $1.ours / $1.theirs }
            let middle = all[all.count / 2]
            let ratio = middle.ours / middle.theirs
            isHeld = isHeld && ratio >= Self.leastRatio
            print(
                "\(run)\t\t\(middle.theirs.inMillions)\t   \(middle.ours.inMillions)\t\t \(ratio.inHundredths)"
                    + (ratio >= Self.leastRatio ? "" : "  NOT HELD"))
        }
        print(
            "Millions of packets of \(Self.size) octets a second, of both cores together: the round of \(Self.rounds) with the median ratio,"
        )
        print("to \(EgressBench.viewers) sockets each that overflow. At least \(Self.leastRatio) of C.")
        return isHeld
    }

    /// What both threads measured.
    private final class Rates: Sendable {
        struct Round {
            var theirs = 0.0
            var ours = 0.0
        }

        private let all = Mutex<[[Int]: Round]>([:])

        func add(_ theirs: Double, _ ours: Double, run: Int, round: Int) {
            all.withLock {
                $0[[run, round], default: Round()].theirs += theirs
                $0[[run, round], default: Round()].ours += ours
            }
        }

        func rounds(of run: Int) -> [Round] { all.withLock { $0.filter { $0.key[0] == run }.map(\.value) } }
    }
}

extension Double {
    /// In millions, with two digits.
    fileprivate var inMillions: Double { (self / 1e4).rounded() / 100 }

    /// With two digits.
    fileprivate var inHundredths: Double { (self * 100).rounded() / 100 }
}
