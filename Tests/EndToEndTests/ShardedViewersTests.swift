import Foundation
import Testing

/// Viewers of one stream on two workers, each a loop with a core and a port of its own.
struct ShardedViewersTests {
    /// What the load tester saw, as far as it is looked at here.
    struct Report: Decodable {
        struct Viewers: Decodable {
            let joined: Int
        }
        struct Loss: Decodable {
            let packets: Int
            let missing: Int
            let unauthentic: Int
        }
        let viewers: Viewers
        let loss: Loss
    }

    @Test("a publisher on one worker feeds viewers on both, who miss nothing")
    func bothWorkers() async throws {
        let server = try await RunningServer(["--workers", "2"])
        let file = server.folder.appending(path: "figures.json")
        let said = try await Clients.inTurn {
            try output(
                of: RunningServer.executable.deletingLastPathComponent().appending(path: "loadtest").path,
                "--whip", server.http + "/whip/talk", "--whep", server.http + "/whep/talk", "--viewers", "8",
                "--ramp", "1s", "--duration", "6s", "--video-rate", "300k", "--verify", "1", "--json",
                file.path)
        }
        let report = try JSONDecoder().decode(Report.self, from: Data(contentsOf: file))
        // How smoothly is for benchmarks to say.
        #expect(report.viewers.joined == 8, "\(said)")
        #expect(report.loss.missing == 0 && report.loss.unauthentic == 0 && report.loss.packets > 1000)
        for worker in 0..<2 {
            let viewers = server.log.split(separator: "\n").count {
                $0.contains("\"session connected\"") && $0.contains("\"role\":\"viewer\"")
                    && $0.contains("\"worker\":\(worker)")
            }
            // The publisher counts too where viewers are placed.
            #expect((3...5).contains(viewers), "\(server.log)")
        }
    }
}
