import Bytes
import Testing
import Timing

@testable import ICE

@Suite struct OpenCheckTests {
    private func check(on path: Path) -> OpenCheck {
        OpenCheck(
            TransactionID(high: 0, low: 0), on: path, bytes: [], password: "", role: .controlling,
            nominates: false,
            interval: .milliseconds(500), at: .zero)
    }

    /// When a check is sent again, in milliseconds, and when it is given up.
    private func times(_ transport: Path.Transport, isCancelled: Bool = false) -> [Int64] {
        let here = SocketAddress(.loopbackV4, port: 1)
        var check = check(on: Path(local: here, remote: here, transport: transport))
        check.isCancelled = isCancelled
        var times: [Int64] = []
        while true {
            let now = check.deadline
            let isSent = check.retry(at: now)
            if isSent { times.append(now.nanoseconds / 1_000_000) }
            if check.deadline == now { return times + [now.nanoseconds / 1_000_000] }
        }
    }

    @Test(
        "RFC 8489 §6.2.1: a check is sent seven times, each time twice as late, and given up after 79 intervals"
    )
    func schedule() {
        #expect(times(.udp) == [500, 1500, 3500, 7500, 15_500, 31_500, 39_500])
    }

    @Test("RFC 8489 §6.2.2: over TCP it is sent once and given up as late")
    func reliable() {
        #expect(times(.tcp(connection: 1)) == [39_500])
    }

    @Test("a cancelled check is not sent again, but waited for as long")
    func cancelled() {
        #expect(times(.udp, isCancelled: true) == [39_500])
    }
}
