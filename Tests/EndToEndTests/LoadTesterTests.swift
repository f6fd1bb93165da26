import Foundation
import Testing

/// The load tester against our server, against one that shares no code with it, and against such a one with faults.
struct LoadTesterTests {
    /// What of a report the tests look at.
    struct Report: Decodable, Sendable {
        struct Viewers: Decodable, Sendable {
            let asked, joined, healthy, frozen, mistimed: Int
        }
        struct Loss: Decodable, Sendable {
            let packets, lost, recovered, missing, unauthentic: Int
        }
        struct Verification: Decodable, Sendable {
            let viewers, agreed, differed, foreign: Int
        }
        let viewers: Viewers
        let loss: Loss
        let verification: Verification
        let failures: [String: Int]
    }

    /// What came of a run against aiortc.
    struct ForeignRun: Decodable, Sendable {
        let status: Int
        let said: String
        let report: Report
    }

    /// The executable, built beside the tests.
    private static var tester: URL {
        RunningServer.executable.deletingLastPathComponent().appending(path: "loadtest")
    }

    @Test("fifty viewers of one publisher join, and miss nothing")
    func ours() async throws {
        let server = try RunningServer()
        let file = server.folder.appending(path: "report.json")
        let process = Process()
        process.executableURL = Self.tester
        process.arguments = [
            "--whip", "\(server.http)/whip/load", "--whep", "\(server.http)/whep/load", "--viewers", "50",
            "--ramp", "2s", "--duration", "4s", "--video-rate", "300k", "--fps", "10", "--verify", "10",
            "--pid", "\(server.process.processIdentifier)", "--json", file.path,
            "--expect", "joined==100%,packets_missing==0,payloads_wrong==0",
        ]
        process.standardOutput = FileHandle.nullDevice
        let status = try await Clients.inTurn {
            try await withCheckedThrowingContinuation { continuation in
                process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
                do { try process.run() } catch { continuation.resume(throwing: error) }
            }
        }
        let report = try JSONDecoder().decode(Report.self, from: Data(contentsOf: file))
        #expect(status == 0, "\(report)")
        #expect(report.viewers.asked == 50 && report.viewers.joined == 50, "\(report)")
        #expect(report.viewers.mistimed == 0, "\(report)")
        #expect(report.verification.viewers == 5 && report.verification.agreed > 100, "\(report)")
        #expect(server.log.contains("the client said goodbye") || server.log.contains("session ended"))
    }

    private func foreign(_ fault: String, seconds: Int, expect: String) async throws -> ForeignRun {
        try await Clients.run(
            "foreign",
            [
                "--tester", Self.tester.path, "--fault", fault, "--seconds", "\(seconds)", "--expect", expect,
            ])
    }

    @Test("a server that is not ours is found to be well")
    func aiortc() async throws {
        let run = try await foreign("none", seconds: 4, expect: "joined==100%,packets_missing==0")
        #expect(run.status == 0, "\(run.said)")
        #expect(run.report.viewers.joined == 3, "\(run.said)")
        #expect(run.report.verification.agreed > 100 && run.report.verification.differed == 0, "\(run.said)")
    }

    @Test("one that drops every 50th packet and ignores NACK is found out")
    func drops() async throws {
        let run = try await foreign("drop", seconds: 4, expect: "packets_missing<0.1%")
        #expect(run.status == 1, "\(run.said)")
        #expect(run.report.viewers.healthy == 0, "\(run.said)")
        #expect(run.report.loss.missing > 0 && run.report.loss.recovered == 0, "\(run.said)")
    }

    @Test("one that never sends a keyframe is found out")
    func keyframes() async throws {
        let run = try await foreign("keyframes", seconds: 3, expect: "joined==100%")
        #expect(run.status == 1, "\(run.said)")
        #expect(run.report.viewers.joined == 0, "\(run.said)")
    }

    @Test("one whose timestamps run at half their pace is found out")
    func times() async throws {
        // Ten seconds are let pass before a pace is judged, and it is judged over ten more.
        let run = try await foreign("times", seconds: 22, expect: "viewers_mistimed==0")
        #expect(run.status == 1, "\(run.said)")
        #expect(run.report.viewers.mistimed == 3, "\(run.said)")
    }
}
