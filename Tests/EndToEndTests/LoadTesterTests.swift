import Foundation
import Programs
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
        struct Document: Decodable, Sendable {
            let summary: Counts
        }
        struct Counts: Decodable, Sendable {
            let frames_decodable, frames_undecodable, frames_decoded, decoder_errors: Int
        }
        let report: Document
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

    /// What of a report tests of whole runs look at.
    struct Run: Decodable, Sendable {
        struct Times: Decodable, Sendable {
            let count: Int
            let p50: Double
        }
        struct Summary: Decodable, Sendable {
            let started, joined, failed, publishers_connected, members_joined, bytes_received: Int
            let startup, behind_live, stage: Times?
        }
        struct Group: Decodable, Sendable {
            let name: String
            let summary: Summary
        }
        struct Figures: Decodable, Sendable {
            let failures: [String: Int]
        }
        struct Document: Decodable, Sendable {
            let machine: String
            let summary: Summary
            let groups: [Group]
            let figures: Figures
        }
        let report: Document
    }

    /// Runs the tester to its end, in turn with clients; its status, and what it said. One that hangs is killed, as clients are.
    private func tester(_ arguments: [String], in folder: URL) async throws -> (status: Int32, said: String) {
        let log = folder.appending(path: "said")
        _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        let status = try await Clients.inTurn {
            try await Program(
                ["timeout", "--signal=KILL", "300", Self.tester.path] + arguments,
                output: try FileHandle(forWritingTo: log)
            ).end()
        }
        return (status, (try? String(contentsOf: log, encoding: .utf8)) ?? "")
    }

    @Test("fifty viewers of one publisher join, and miss nothing")
    func ours() async throws {
        let server = try await RunningServer()
        let file = server.folder.appending(path: "report.json")
        let (status, said) = try await tester(
            [
                "--whip", "\(server.http)/whip/load", "--whep", "\(server.http)/whep/load", "--viewers", "50",
                "--ramp", "2s", "--duration", "4s", "--video-rate", "300k", "--fps", "10", "--verify", "10",
                "--pid", "\(server.process.id)", "--json", file.path,
                "--expect", "joined==100%,packets_missing==0,payloads_wrong==0",
            ], in: server.folder)
        let report = try JSONDecoder().decode(Report.self, from: Data(contentsOf: file))
        #expect(status == 0, "\(said)")
        #expect(report.viewers.asked == 50 && report.viewers.joined == 50, "\(report)")
        #expect(report.viewers.mistimed == 0, "\(report)")
        #expect(report.verification.viewers == 5 && report.verification.agreed > 100, "\(report)")
        #expect(server.log.contains("the client said goodbye") || server.log.contains("session ended"))
    }

    @Test(
        "what ffmpeg encoded is sent round and round, and every picture of it can be decoded at the other end",
        arguments: ["h264", "vp8", "vp9", "av1", "h265"])
    func encoded(codec: String) async throws {
        let server = try await RunningServer()
        let file = server.folder.appending(path: "report.json")
        let (status, said) = try await tester(
            [
                "--whip", "\(server.http)/whip/load", "--whep", "\(server.http)/whep/load", "--viewers", "2",
                "--ramp", "1s", "--duration", "12s", "--encode", "yes", "--video-codec", codec, "--size",
                "320x180", "--video-rate", "200k", "--fps", "15", "--verify", "1", "--decode", "yes",
                "--json", file.path, "--expect",
                "joined==100%,packets_missing==0,payloads_wrong==0,frames_undecodable==0,decoder_errors==0",
            ], in: server.folder)
        #expect(status == 0, "\(said)")
        let report = try JSONDecoder().decode(Report.self, from: Data(contentsOf: file))
        // Beyond the end of the clip, which lasts ten seconds.
        #expect(report.report.summary.frames_decoded > 2 * 155, "\(said)")
        #expect(report.verification.agreed > 500, "\(said)")
    }

    @Test("players of HLS and viewers join over HTTPS a server whose certificate they were given")
    func secure() async throws {
        let server = try await RunningServer(["--tls", "auto", "--hls", "always"])
        let file = server.folder.appending(path: "report.json")
        let before = try accepted(by: server)
        let common = [
            "--whip", "\(server.https)/whip/load", "--video-codec", "h264", "--video-rate", "300k",
            "--keyframe-interval", "1s", "--ramp", "1s",
        ]
        let (status, said) = try await tester(
            common + [
                "--whep", "\(server.https)/whep/load", "--viewers", "2",
                "--hls", "\(server.https)/hls/load/index.m3u8", "--players", "5", "--duration", "20s",
                "--trust", server.folder.appending(path: "tls/certificate.pem").path, "--json", file.path,
                "--expect", "joined==100%,failed==0",
            ], in: server.folder)
        #expect(status == 0, "\(said)")
        let report = try JSONDecoder().decode(Run.self, from: Data(contentsOf: file)).report
        #expect(report.summary.started == 7 && report.summary.joined == 7, "\(said)")
        #expect(report.summary.startup?.count == 5 && report.summary.bytes_received > 1_000_000, "\(said)")
        // Ten parts of a third of a second are a fifth of what comes to each.
        #expect(report.summary.behind_live.map { $0.count > 50 && $0.p50 < 10_000_000 } == true, "\(said)")

        // Over HTTP/2 a player needs one connection; over HTTP/1.1 each of five had four or more.
        #expect(try accepted(by: server) - before < 15)

        let (refused, why) = try await tester(common, in: server.folder)
        #expect(refused == 69 && why.contains("the certificate is not believed"), "\(why)")
    }

    /// How many connections a server accepted so far.
    private func accepted(by server: RunningServer) throws -> Int {
        let metrics = try output(of: "curl", "-s", server.http + "/metrics")
        let match = try #require(metrics.firstMatch(of: /\nstarling_http_accepted_connections_total (\d+)/))
        return try #require(Int(match.1))
    }

    @Test("people who meet on stages receive each other")
    func stages() async throws {
        let server = try await RunningServer()
        let file = server.folder.appending(path: "report.json")
        let (status, said) = try await tester(
            [
                "--ws", server.http.replacing("http://", with: "ws://") + "/ws", "--members", "8",
                "--stage-size", "4", "--senders", "3", "--ramp", "1s", "--duration", "20s", "--video-rate",
                "200k", "--fps", "10", "--json", file.path,
                "--expect", "members_joined==100%,joined==100%,publishers_connected==100%",
            ], in: server.folder)
        #expect(status == 0, "\(said)")
        let report = try JSONDecoder().decode(Run.self, from: Data(contentsOf: file)).report
        // On each stage three send, who receive two others each, and one receives all three.
        #expect(report.summary.members_joined == 8 && report.summary.publishers_connected == 6, "\(said)")
        #expect(report.summary.started == 18 && report.summary.joined == 18, "\(said)")
        #expect(report.summary.stage?.count == 8 && report.figures.failures.isEmpty, "\(said)")
    }

    @Test("two agents carry out a scenario together, which one report tells of")
    func agents() async throws {
        let server = try await RunningServer()
        let scenario = """
            {"name": "together", "groups": [
              {"name": "sender", "role": "publish", "url": "\(server.http)/whip/load",
               "clips": [{"codec": "vp8", "bitrate": "200kbps", "fps": 10}],
               "phases": [{"ramp": 1, "over": "0s"}, {"hold": "25s"}]},
              {"name": "viewers", "role": "watch", "url": "\(server.http)/whep/load",
               "phases": [{"hold": "4s"}, {"ramp": 10, "over": "1s"}, {"hold": "20s"}]}]}
            """
        let (file, scenarioFile) = (
            server.folder.appending(path: "report.json"), server.folder.appending(path: "scenario.json")
        )
        let secret = server.folder.appending(path: "secret").path
        try Data(scenario.utf8).write(to: scenarioFile)
        try Data("a secret of the tests".utf8).write(to: URL(fileURLWithPath: secret))
        var agents: [Agent] = []
        for name in ["first", "second"] {
            agents.append(
                try await Agent(Self.tester, secret: secret, log: server.folder.appending(path: name)))
        }
        let places = try agents.map { try #require($0.address) }
        let (status, said) = try await tester(
            [
                "run", "--agents", places.joined(separator: ","), "--secret", secret, "--scenario",
                scenarioFile.path, "--json", file.path, "--expect", "joined==100%,publishers_connected==1",
            ], in: server.folder)
        #expect(status == 0, "\(said)")
        let report = try JSONDecoder().decode(Run.self, from: Data(contentsOf: file)).report
        #expect(report.machine.hasPrefix("2 agents: ") && report.summary.started == 10, "\(said)")
        #expect(report.summary.joined == 10 && report.figures.failures.isEmpty, "\(said)")
        #expect(report.groups.map(\.name) == ["sender", "viewers"], "\(said)")
        #expect(report.groups.map(\.summary.joined) == [0, 10], "\(said)")
        // Each had half of the viewers, and is ready for more.
        #expect(agents.allSatisfy { $0.isRunning && $0.said.contains("of 2") }, "\(agents.map(\.said))")
    }

    /// `loadtest agent` on a port that the kernel chose.
    private final class Agent {
        private let process: Program
        private let log: URL

        init(_ tester: URL, secret: String, log: URL) async throws {
            self.log = log
            _ = FileManager.default.createFile(atPath: log.path, contents: nil)
            process = try Program(
                [tester.path, "agent", "--listen", "127.0.0.1:0", "--secret", secret],
                output: try FileHandle(forWritingTo: log))
            try await wait { said.contains("listening at") || !process.isRunning }
        }

        var isRunning: Bool { process.isRunning }
        var said: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }
        /// Where it hears its conductor.
        var address: String? { said.firstMatch(of: /listening at (\S+)/).map { String($0.1) } }
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
        let frames = run.report.report.summary
        #expect(frames.frames_decoded > 100 && frames.decoder_errors == 0, "\(run.said)")
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

    @Test("one whose pictures only a decoder finds damaged is found out by decoding")
    func damage() async throws {
        let run = try await foreign("damage", seconds: 4, expect: "frames_undecodable==0,decoder_errors==0")
        #expect(run.status == 1, "\(run.said)")
        let frames = run.report.report.summary
        #expect(run.report.viewers.joined == 3 && run.report.loss.missing == 0, "\(run.said)")
        #expect(frames.frames_undecodable == 0 && frames.decoder_errors > 10, "\(run.said)")
    }

    @Test("one whose timestamps run at half their pace is found out")
    func times() async throws {
        // Ten seconds are let pass before a pace is judged, and it is judged over ten more, after the first picture.
        let run = try await foreign("times", seconds: 32, expect: "viewers_mistimed==0")
        #expect(run.status == 1, "\(run.said)")
        #expect(run.report.viewers.mistimed == 3, "\(run.said)")
    }
}
