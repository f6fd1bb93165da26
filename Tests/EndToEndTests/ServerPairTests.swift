import Foundation
import Testing

/// Signaling as a process of its own.
struct ServerPairTests {
    @Test("a stream reaches its viewers through two processes", arguments: [Arrangement.local, .network])
    func stream(arrangement: Arrangement) async throws {
        let pair = try await ServerPair(arrangement)
        let file = pair.server.folder.appending(path: "figures.json")
        let said = try await Clients.inTurn {
            try output(
                of: RunningServer.executable.deletingLastPathComponent().appending(path: "loadtest").path,
                "--whip", pair.server.http + "/whip/talk", "--whep", pair.server.http + "/whep/talk",
                "--viewers", "4", "--ramp", "1s", "--duration", "4s", "--video-rate", "300k", "--json",
                file.path)
        }
        let report = try JSONDecoder().decode(ShardedViewersTests.Report.self, from: Data(contentsOf: file))
        // How smoothly is for benchmarks to say.
        #expect(report.viewers.joined == 4 && report.loss.unauthentic == 0, "\(said) \(pair.log)")
        #expect(report.loss.packets > 300, "\(said) \(pair.log)")
    }

    @Test("without its media node the server says so, and serves once it is there")
    func away() async throws {
        let place = MeetingPlace()
        let server = try await RunningServer(["--roles", "signaling", "--plane", place.flag])
        func answer(_ path: String, _ more: String...) throws -> (status: Int, text: String) {
            let text = try output(
                of: "curl", ["-s", "-w", "\n%{http_code}"] + more + [server.http + path])
            return (text.split(separator: "\n").last.flatMap { Int($0) } ?? 0, text)
        }
        let offer = ["-H", "content-type: application/sdp", "-d", "v=0"]
        #expect(try answer("/readyz").status == 503)
        let refused = try answer("/whep/talk", offer[0], offer[1], offer[2], offer[3])
        #expect(
            refused.status == 503 && refused.text.contains("The media node cannot be reached"), "\(refused)")
        #expect(try answer("/stage/talk").status == 200)
        let media = try await ServerPair.media(at: place.flag)
        #expect(try await wait { try answer("/readyz").status == 200 })
        let metrics = try answer("/metrics").text
        #expect(
            metrics.contains("starling_plane_up 1\n") && metrics.contains("starling_plane_reached_total 1\n"))
        // The media node reads the offer, which is none.
        #expect(
            try answer("/whep/talk", offer[0], offer[1], offer[2], offer[3]).status == 422,
            "\(media.log)\n\(server.log)")
    }

    @Test("a node with another secret is told as that")
    func otherSecret() async throws {
        let media = try await ServerPair.media(at: "127.0.0.1:0")
        let place = try #require(media.log.firstMatch(of: /"plane":"([^"]+)"/)?.1)
        let server = try await RunningServer([
            "--roles", "signaling", "--plane", String(place), "--plane-secret", "another-secret-of-tests",
        ])
        try await wait { server.log.contains("plane-secret") }
        #expect(server.log.contains("is plane-secret the same on both sides?"), "\(server.log)")
        #expect(!server.log.contains("media node reached"))
    }

    @Test("on a stage all see each other again when the media node was killed and another has begun")
    func restart() async throws {
        let place = MeetingPlace()
        let first = try await ServerPair.media(at: place.flag)
        let server = try await RunningServer(["--roles", "signaling", "--plane", place.flag])
        async let seen: RestartReport = Clients.run(
            "successor", ["--server", server.http], deadline: 240, blaming: server)
        // Two publish and receive each other; then they are looked at for a second or two.
        // The client may have to wait for its turn.
        #expect(
            try await wait(atMost: 1800) {
                first.log.split(separator: "\n").count(where: { $0.contains("session connected") }) >= 4
            })
        try await Task.sleep(for: .seconds(3))
        first.send(SIGKILL)
        _ = try await first.waitForEnd()
        let second = try await ServerPair.media(at: place.flag)
        // The new node hears what the name of the stage stands for.
        let playlist = ["-s", "-w", "%{redirect_url}", second.http + "/hls/show/index.m3u8"]
        #expect(try await wait { try output(of: "curl", playlist).contains("/hls/show~") })
        let report = try await seen
        #expect(report.before + report.told == [true, true, true, true], "\(report)")
        #expect(
            report.after == [true, true] && report.sockets == [1, 1],
            "\(report) \(report.why.joined(separator: "\n")) \(second.log)")
    }

    /// What two on a stage saw.
    struct RestartReport: Decodable, Equatable, Sendable {
        /// Whether each saw and heard the other before, was told that media ended, and saw the other again.
        let before: [Bool]
        let told: [Bool]
        let after: [Bool]
        /// How many sockets each needed: signaling was there all the time.
        let sockets: [Int]
        /// How media stood when one did not see the other again.
        let why: [String]
    }
}
