import Foundation
import Programs
import Testing

/// Recordings of real publishers, on a real disk.
struct RecordingTests {
    /// What ffprobe finds.
    struct Packets: Decodable, Sendable {
        let video: Int, audio: Int
        let seconds: Double
        /// How much later the first picture is than the first sound.
        let skew: Double
        let complaints: [String]
    }

    /// A recording that was watched.
    struct Watched: Decodable, Sendable {
        let state: String, type: String?
        let seconds: Double, lost: Double, length: Double
        let segments: Int
        let hls: Packets, dash: Packets, film: Packets
    }

    /// Up to when players had media, in seconds since 1970, when the server was killed; and how long a part is.
    struct Killed: Decodable, Sendable {
        let ends: [Double]
        let part: Double
    }

    /// What was there after the next start.
    struct Kept: Decodable, Sendable {
        let state: String
        let ends: [Double]
        let film: Packets
        let files: [Packets]
    }

    @Test("what ffmpeg published can be watched as HLS, as DASH and as a film, every frame of it")
    func recorded() async throws {
        let server = try await RunningServer(["--record", "*", "--linger", "1s"])
        let report: Watched = try await Clients.run(
            "recorded", ["--server", server.http, "--frames", "240"], blaming: server)
        #expect(report.state == "finished" && report.type == "vod" && report.lost == 0, "\(report)")
        #expect(report.film.video >= 180 && report.film.audio >= 6 * 50, "\(report)")
        #expect(report.film.complaints.isEmpty && report.hls.complaints.isEmpty, "\(report)")
        #expect(report.hls.video == report.film.video && report.hls.audio == report.film.audio, "\(report)")
        // ffmpeg 5.1 finds a packet of sound less in ranges of a file than in the file.
        #expect(
            report.dash.video == report.film.video && abs(report.dash.audio - report.film.audio) <= 1,
            "\(report)")
        #expect(report.dash.complaints.isEmpty, "\(report)")
        #expect(abs(report.film.seconds - Double(report.film.video - 1) / 30) < 0.01, "\(report)")
        #expect(abs(report.seconds - report.length) < 0.1, "\(report)")
        #expect(abs(report.film.skew) < 0.1, "\(report)")
    }

    /// How far beeps are from flashes.
    struct Skew: Decodable, Sendable {
        let decoded: Int, beeps: Int
        /// In seconds: what is usual, and the most.
        let skew: Double?, worstSkew: Double?
    }

    @Test("pictures and sound of a publisher that sends reports are within 20 ms of each other")
    func together() async throws {
        let server = try await RunningServer(["--record", "*", "--linger", "1s"])
        let report: Skew = try await Clients.run(
            "together", ["--server", server.http, "--seconds", "12"], blaming: server)
        #expect(report.decoded > 240 && report.beeps >= 8, "\(report)")
        #expect(report.skew.map { abs($0) < 0.02 } == true, "\(report)")
        // A report is of when the last packet was sent, which on a busy machine was a while after it was due.
        #expect(report.worstSkew.map { $0 < 0.05 } == true, "\(report)")
    }

    /// So many moments at which a server is killed; `make test-all` asks for more.
    private static let moments = Int(ProcessInfo.processInfo.environment["STARLING_KILLS"] ?? "") ?? 5

    @Test("a server that is killed leaves a recording up to the last part, and the next one lists it")
    func killed() async throws {
        var chance = SystemRandomNumberGenerator()
        for _ in 0..<Self.moments {
            let seconds = Double.random(in: 0..<3, using: &chance)
            let server = try await RunningServer(["--record", "clock"])
            let killed: Killed = try await Clients.run(
                "killed",
                [
                    "--server", server.http, "--pid", "\(server.process.id)", "--seconds",
                    "\(seconds)",
                ], blaming: server)
            let next = try await RunningServer(["--data-dir", server.folder.path])
            let kept: Kept = try await Clients.run("kept", ["--server", next.http], blaming: next)
            #expect(kept.state == "interrupted", "after \(seconds) s: \(kept)")
            for (kept, killed) in zip(kept.ends, zip(killed.ends, [killed.part, killed.part])) {
                #expect(kept >= killed.0 - killed.1 - 0.002, "after \(seconds) s: \(kept), \(killed)")
            }
            let probed = kept.files + [kept.film]
            #expect(probed.allSatisfy { $0.complaints.isEmpty }, "after \(seconds) s: \(probed)")
            #expect(kept.film.video == kept.files[0].video && kept.film.video > 0)
            #expect(kept.film.audio == kept.files[1].audio && kept.film.audio > 0)
        }
    }

    @Test("a disk that is full is said by log, metric and API, and players notice nothing")
    func full() async throws {
        // A disk of 100 KiB, for this process alone.
        let data = FileManager.default.temporaryDirectory.appending(path: "starling-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: data.appending(path: "recordings"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: data) }
        let mount = "mount -t tmpfs -o size=100k none \(data.path)/recordings"
        let server = try await RunningServer(
            ["--record", "clock", "--data-dir", data.path],
            after:
                "exec unshare --map-root-user --mount /bin/sh -c '\(mount) && exec \"$0\" \"$@\"' \"$0\" \"$@\""
        )
        async let report: HLSTests.Report = Clients.run(
            "hls", ["--server", server.http, "--frames", "450"], blaming: server)
        var list = "", metrics = ""
        // What is small still fits now and then, and the recording fails no more for a moment.
        let failing = "\nstarling_recordings_failing 1\n"
        try await wait(atMost: 1800) {
            list = try output(of: "curl", "-s", server.http + "/api/v1/recordings")
            metrics = try output(of: "curl", "-s", server.http + "/metrics")
            return list.contains("problem") && metrics.contains(failing)
        }
        #expect(list.contains("No space left on device"), "\(list)")
        #expect(metrics.contains(failing))
        let played = try await report
        #expect(played.status == 0)
        #expect(played.longestGap < 0.04 && played.decoded >= 390, "\(played)")
        #expect(server.log.contains("recording loses media"))
        metrics = try output(of: "curl", "-s", server.http + "/metrics")
        #expect(!metrics.contains("\nstarling_recording_lost_parts_total{reason=\"full\"} 0\n"))
    }

    @Test("the operator begins, ends and removes a recording; who is not the operator does not")
    func commanded() async throws {
        let key = "correct-horse-battery"
        let server = try await RunningServer(["--admin-key", key])
        let stream = server.http + "/api/v1/streams/clock/recording"
        func ask(_ method: String, _ address: String, key: String? = nil) throws -> String {
            let token = key.map { ["-H", "Authorization: Bearer \($0)"] } ?? []
            return try output(of: "curl", ["-s", "-i", "-X", method] + token + [address])
        }
        #expect(try ask("POST", stream).hasPrefix("HTTP/1.1 401"))
        #expect(try ask("POST", stream, key: key).hasPrefix("HTTP/1.1 404"))
        async let published: HLSTests.Report = Clients.run(
            "hls", ["--server", server.http, "--frames", "300"], blaming: server)
        var answer = ""
        // The client may have to wait for its turn.
        try await wait(atMost: 1800) {
            answer = try ask("POST", stream, key: key)
            return answer.hasPrefix("HTTP/1.1 201")
        }
        let location = try #require(answer.firstMatch(of: /location: (\S+)/)?.1)
        #expect(try ask("GET", server.http + location).contains(#""state":"recording""#))
        #expect(try ask("DELETE", server.http + location, key: key).hasPrefix("HTTP/1.1 409"))
        let name = location.split(separator: "/").last ?? ""
        #expect(try ask("GET", server.http + "/vod/\(name)/index.m3u8").hasPrefix("HTTP/1.1 409"))
        try await Task.sleep(for: .seconds(2))
        #expect(try ask("DELETE", stream, key: key).hasPrefix("HTTP/1.1 202"))
        try await wait { try ask("GET", server.http + location).contains(#""state":"finished""#) }
        #expect(try ask("GET", server.http + "/vod/\(name)/video.mp4").hasPrefix("HTTP/1.1 200"))
        #expect(try ask("DELETE", server.http + location, key: key).hasPrefix("HTTP/1.1 204"))
        #expect(try ask("GET", server.http + location).hasPrefix("HTTP/1.1 404"))
        _ = try await published
    }
}
