import Glibc

/// Prints what it costs to get something from one place to another in the runtime: a datagram, a message, a call.
///
/// Beside each figure stands the one of the machine that the design was planned on, and where there is one the same
/// work by plain system calls, measured in turn with ours; the ratio of the two is what is held.
@main struct HopsBench {
    static func main() async throws {
        let hops =
            ClockHop.all + TimerHop.all + IsolationHop.all + RingHop.all + MailboxHop.all + WakeHop.all
            + EchoHop.all
        var table = Table()
        for hop in hops { table.add(try await Measurement(of: hop)) }
        print(table.note)
        exit(table.isHeld ? 0 : 1)
    }
}
