import Foundation
import Testing

/// Networks that fail, which only root can make.
@Suite(.enabled(if: geteuid() == 0, "a network of one's own is for root"))
struct RoamingTests {
    @Test(
        "media goes on when the server's kernel ends the socket, or the network holds it up; nothing is lost or doubled"
    )
    func roaming() async throws {
        // Others on this machine may run the same.
        let subnet = "10.\(Int.random(in: 128..<255)).\(Int.random(in: 1..<255))"
        let server = try await RunningServer([
            "--listen", "0.0.0.0", "--public-address", "\(subnet).1", "--public-address", "\(subnet).129",
            "--open-publishing",
        ])
        let seen: RoamingReport = try await Clients.run(
            "roaming", ["--server", "http://127.0.0.1:\(server.anyPort)", "--subnet", subnet], deadline: 180,
            blaming: server)
        #expect(seen.before == [true, true] && seen.during == [true, true], "\(seen)")
        #expect(seen.aborted == .init(resumed: true, data: Array(0..<10), gapless: true) && seen.wentOn)
        #expect(seen.noticed && seen.noticedAfter < 16, "\(seen)")
        #expect(seen.cut == .init(resumed: true, data: Array(0..<20), gapless: true))
        #expect(seen.moved == [true, true] && seen.movedAfter < 20, "\(seen)")
        #expect(seen.change == .init(resumed: true, data: Array(0...20), gapless: true))
        #expect(seen.kept && seen.restarts > 0, "\(seen)")
    }
}
