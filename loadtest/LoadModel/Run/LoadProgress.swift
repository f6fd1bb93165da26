/// How a run is getting on, for whoever watches.
struct LoadProgress: Sendable {
    /// How long it runs.
    let elapsed: Duration
    /// How many viewers have come, joined, and come to nothing.
    let come: Int, joined: Int, failed: Int
    /// How many packets viewers were given since the last look, in a second.
    let packetRate: Double
    /// The share of one core that the server, and the tester, used since the last look.
    let serverLoad: Double?, testerLoad: Double
}

extension LoadProgress: CustomStringConvertible {
    /// One line for a terminal.
    var description: String {
        let server = serverLoad.map { " server \(Int($0 * 100))%" } ?? ""
        return "\(elapsed.components.seconds) s: \(come) came, \(joined) joined, \(failed) failed; "
            + "\(Int(packetRate)) packets/s;\(server) tester \(Int(testerLoad * 100))%"
    }
}
