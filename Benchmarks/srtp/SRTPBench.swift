import CSRTP
import Glibc
import Runtime
import SRTP

/// Prints what it costs to seal a packet of 1,200 octets for each of 1,000 sessions: with each profile, on each
/// library, beside libsrtp2 in the same run.
@main struct SRTPBench {
    /// How often each is run, in turn with the others of its profile, so that a disturbance meets all.
    private static let repetitions = 9

    static func main() {
        guard starling_srtp_begin() != 0 else { fatalError("libsrtp2 begins") }
        Thread.pin(to: Thread.cores[0])
        print("engine: \(SRTPEngine.best().name)")
        print(line("profile", "sealed by", "ns", "ratio", "limit"))
        var isHeld = true
        for profile in SRTPProfile.preferred { isHeld = measure(contestants(profile)) && isHeld }
        print(
            """
            ns: for one packet, median of \(repetitions) rounds of 1,000 sessions. ratio: to libsrtp2 in this very run, whose cost
            grows with the number of sessions. libsrtp2 and lanes seal in place, so a copy of the packet is in theirs.
            """)
        exit(isHeld ? 0 : 1)
    }

    /// All that seal by a profile, libsrtp2 first.
    ///
    /// The limits leave a factor of two or more over what was measured when they were set, for processors without
    /// vector AES, on which libipsec-mb takes 2.5 times as long.
    private static func contestants(_ profile: SRTPProfile) -> [Contestant] {
        let theirs = TheirSealing(profile)
        var all = [Contestant(name: "libsrtp2", profile: profile, limit: nil, round: theirs.round)]
        let plain = OurSealing(profile, .openSSL)
        all.append(Contestant(name: "OpenSSL", profile: profile, limit: 0.4, round: plain.round))
        guard let engine = SRTPEngine.ipsecMB() else { return all }
        let ours = OurSealing(profile, engine)
        guard profile == .counterModeSHA1 else {
            return all + [Contestant(name: "libipsec-mb", profile: profile, limit: 0.12, round: ours.round)]
        }
        let lanes = Lanes(engine)
        return all + [
            Contestant(name: "libipsec-mb, lanes", profile: profile, limit: 0.12) { lanes.round(ours) }
        ]
    }

    /// Runs them in turn, prints a line for each, and says whether all limits were held.
    private static func measure(_ contestants: [Contestant]) -> Bool {
        var rounds = contestants.map { _ in [Double]() }
        for _ in 0..<repetitions {
            for (place, contestant) in contestants.enumerated() { rounds[place].append(contestant.round()) }
        }
        let medians = rounds.map { $0.sorted()[repetitions / 2] }
        var isHeld = true
        for (contestant, median) in zip(contestants, medians) {
            let ratio = median / medians[0]
            let isOver = contestant.limit.map { ratio > $0 } ?? false
            isHeld = isHeld && !isOver
            print(
                line(
                    contestant.profile.description, contestant.name, "\(Int(median.rounded()))",
                    "\((ratio * 1000).rounded() / 1000)", contestant.limit.map { "\($0)" } ?? "-")
                    + (isOver ? "  NOT HELD" : ""))
        }
        return isHeld
    }

    private static func line(_ cells: String...) -> String {
        zip(cells, [24, 20, 8, 8, 8]).enumerated().map { place, cell in
            let padding = String(repeating: " ", count: max(cell.1 - cell.0.count, 0))
            return place < 2 ? cell.0 + padding : padding + cell.0
        }.joined(separator: "  ")
    }

    /// Lanes that a closure can hold.
    private final class Lanes {
        private var lanes: SealingLanes

        init(_ engine: SRTPEngine) {
            guard let lanes = SealingLanes(on: engine) else { fatalError("libipsec-mb has lanes") }
            self.lanes = lanes
        }

        func round(_ sealing: OurSealing) -> Double { sealing.round(&lanes) }
    }
}
