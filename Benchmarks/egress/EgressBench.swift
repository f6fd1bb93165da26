import CEgress
import Glibc
import Runtime

/// Prints how many packets a second one core rewrites, seals and sends to 1,000 viewers: the server's own code beside the
/// plainest loop in C, in one process, in turn.
///
///     egress-bench                          both, with runs of 1, 4 and 10 packets
///     egress-bench replay FILE drop|drain   the C loop with the messages of a histogram: its seconds of processor time
///     egress-bench pair K                   two copies of the C loop, each on a core of its own, side by side
///     egress-bench workers                  the same, and two of the server's media loops in turn with them
@main struct EgressBench {
    /// Viewers.
    static let viewers = 1000

    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        switch (arguments.first, arguments.count) {
        case (nil, _): exit(try Comparison().run() ? 0 : 1)
        case ("replay", 3): try Replay(arguments[2], drains: arguments[3] == "drain").run()
        case ("pair", 2): try Pair(run: Int(arguments[2]) ?? 10).run()
        case ("workers", 1): exit(try Workers().run() ? 0 : 1)
        default:
            print("usage: egress-bench [replay FILE drop|drain | pair K | workers]")
            exit(64)
        }
    }
}
