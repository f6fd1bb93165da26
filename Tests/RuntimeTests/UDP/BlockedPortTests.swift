import Bytes
import Testing
import Timing

@testable import Runtime

/// A port that the kernel blocks for real: its packets wait for a neighbour that never answers. Loopback cannot do
/// that, so the test makes a network of its own, which needs root.
@Suite(.enabled(if: OwnNetwork.isPossible, "a network of one's own needs root"))
struct BlockedPortTests {
    @Test(
        "a blocked port waits without turning its loop, then goes on by itself, by one socket or two",
        arguments: [false, true])
    func blocked(sendsApart: Bool) throws {
        let seen = try OwnNetwork.run { try Self.run(sendsApart: sendsApart) }
        #expect(seen.blockedAfterSend)
        #expect(seen.turnsWhileBlocked <= 3)
        #expect(!seen.blockedAtEnd)
        #expect(seen.accounted == 400)
        #expect(seen.dropped > 0)
    }

    @Test("datagrams larger than the device's frames are dropped, and nobody else loses their runs")
    func tooLarge() throws {
        let counters = try OwnNetwork.run {
            let loop = try HandTurnedLoop()
            let end = try UDPEnd(.anyV4, on: loop)
            // The cable takes 1,500 bytes: 28 of headers, and 1,472.
            let silent = SocketAddress(IPAddress(v4: 0x0A63_0002), port: 9)
            end.send(run: pattern(3000), of: 1473, to: silent)
            end.send([pattern(1473)], to: silent)
            end.send(run: pattern(3000), of: 1472, to: silent)
            return end.port.sendCounters
        }
        #expect(counters.dropped(.tooLarge) == 2)
        #expect(counters.refusedRuns == 0)
        #expect(counters.datagrams == 3)
    }

    private struct Outcome: Sendable {
        let blockedAfterSend: Bool
        let turnsWhileBlocked: Int
        let blockedAtEnd: Bool
        let accounted: Int
        let dropped: Int
    }

    private static func run(sendsApart: Bool) throws -> Outcome {
        let loop = try HandTurnedLoop()
        var options = UDPOptions()
        options.sendsApart = sendsApart
        options.sendBuffer = 16 << 10
        options.backlog = 20_000
        let end = try UDPEnd(.anyV4, options: options, on: loop)
        let nobody = SocketAddress(IPAddress(v4: 0x0A63_0002), port: 9)
        end.send((0..<400).map { pattern(1000, $0) }, to: nobody)
        let blockedAfterSend = end.port.isBlocked

        var isOver = false
        let pause = Timer { _ in isOver = true }
        loop.poller.schedule(pause, at: Clock.now.advanced(by: .milliseconds(100)))
        loop.turn { isOver }
        let turns = loop.turns
        // After three questions the kernel gives the neighbour up and drops what waited for it.
        loop.turn { !end.port.isBlocked }
        let counters = end.port.sendCounters
        let dropped = SendDropReason.allCases.map { counters.dropped($0) }.reduce(0, +)
        return Outcome(
            blockedAfterSend: blockedAfterSend, turnsWhileBlocked: turns, blockedAtEnd: end.port.isBlocked,
            accounted: counters.messages + dropped, dropped: counters.dropped(.blocked))
    }
}
