import Testing

/// Encoders that publish by RTMP, and what viewers and players get of it.
struct RTMPTests {
    /// What was in a file, decoded.
    struct Moments: Decodable, Sendable {
        let streams: [String]
        let decoded: Int, beeps: Int
        let longestGap: Double
        let worstSkew: Double?
    }

    /// A stream that was played and recorded.
    struct Report: Decodable, Sendable {
        let status: Int
        let complaints: [String]
        let published: String
        let codecs: String
        let blocked: [Double]
        let tracks: [String]
        let played: Moments, film: Moments
        let packets: RecordingTests.Packets
    }

    @Test(
        "what ffmpeg publishes by RTMP is played as HLS and recorded, every frame of it, in step with its sound"
    )
    func published() async throws {
        let server = try await RunningServer(["--hls", "always", "--record", "*", "--linger", "1s"])
        let report: Report = try await Clients.run(
            "rtmp", ["--server", server.http, "--ingest", server.rtmp, "--frames", "300"], blaming: server)
        // ffmpeg would write how long its stream was, and cannot go back to the head of it.
        let said = report.published.split(separator: "\n").filter { !$0.contains("Failed to update header") }
        #expect(report.status == 0 && said.isEmpty, "\(report)")
        #expect(report.complaints.allSatisfy { $0.hasSuffix("Found duplicated MOOV Atom. Skipped it") })
        #expect(report.codecs.hasPrefix("avc1.") && report.codecs.hasSuffix(",mp4a.40.2"))
        #expect(report.tracks == ["H264", "AAC"] && report.blocked.allSatisfy { $0 < 1 })
        #expect(report.played.streams.sorted() == ["aac", "h264"])
        for moments in [report.played, report.film] {
            #expect(moments.decoded == 300 && moments.longestGap < 0.04, "\(moments)")
            #expect(moments.worstSkew.map { $0 < 0.02 } == true, "\(moments)")
            #expect(abs(moments.beeps - 10) <= 1, "\(moments)")
        }
        #expect(report.packets.video == 300 && 468...472 ~= report.packets.audio, "\(report.packets)")
        #expect(report.packets.complaints.isEmpty, "\(report.packets)")
        #expect(server.log.contains("\"publisher described\"") && server.log.contains("B-frames"))
    }

    /// What was kept of a stream.
    struct Kept: Decodable, Sendable {
        let tracks: [String]
        let film: RecordingTests.Packets
    }

    @Test("H.265 and Opus come by Enhanced RTMP, and are recorded whole")
    func enhanced() async throws {
        let server = try await RunningServer(["--record", "*", "--linger", "1s"])
        let report: Kept = try await Clients.run(
            "rtmpenhanced", ["--server", server.http, "--ingest", server.rtmp, "--frames", "60"],
            blaming: server)
        #expect(report.tracks.count == 2 && report.tracks.first?.hasPrefix("hvc1.") == true, "\(report)")
        #expect(report.tracks.last == "opus" && report.film.video == 60, "\(report)")
        #expect(report.film.complaints.isEmpty && 200...203 ~= report.film.audio, "\(report)")
    }

    /// What viewers saw.
    struct Views: Decodable, Sendable {
        struct Viewer: Decodable, Sendable {
            let codec: String?
            let framesDecoded: Int, width: Int
            let waited: Double
        }
        let viewers: [Viewer]
    }

    @Test("Chromium sees the pictures over WebRTC, whether it was there before or comes later")
    func viewed() async throws {
        let server = try await RunningServer(["--linger", "1s"])
        let report: Views = try await Clients.run(
            "rtmpview", ["--server", server.http, "--ingest", server.rtmp, "--frames", "900"], blaming: server
        )
        #expect(
            report.viewers.allSatisfy {
                $0.codec == "video/H264" && $0.framesDecoded >= 15 && $0.width == 320
            })
    }

    /// An encoder that was refused.
    struct Refused: Decodable, Sendable {
        let status: Int
        let said: String
    }

    @Test("ffmpeg is told why it may not publish")
    func refused() async throws {
        let server = try await RunningServer(["--publish-key", "a-key-of-sixteen-and-more"])
        let report: [String: Refused] = try await Clients.run(
            "rtmprefused",
            [
                "--server", server.http, "--ingest", server.rtmp, "--key", "a-key-of-sixteen-and-more",
            ], blaming: server)
        let words = [
            "wrong": "This is not a key to this stream", "missing": "Publishing needs a key",
            "taken": "has a publisher already", "codec": "Sorenson H.263 is not taken",
            "name": "no name of a stream", "ended": "\"protocol\": \"rtmp\"",
        ]
        for (name, expected) in words {
            #expect(
                report[name].map { $0.status != 0 && $0.said.contains(expected) } == true,
                "\(name): \(report)")
        }
        #expect(server.log.contains("\"end\":\"closed by request\""))
        #expect(!server.log.contains("a-key-of-sixteen") && !server.log.contains("not-the-right-key"))
    }

    /// How soon those who misbehave were let go, and what was kept of who did not.
    struct Hostile: Decodable, Sendable {
        let ended: [Double]
        let film: RecordingTests.Packets
    }

    @Test("publishers that send garbage, announce messages without end or stall are ended, and others go on")
    func hostile() async throws {
        let server = try await RunningServer(["--hls", "always", "--record", "good", "--linger", "1s"])
        let report: Hostile = try await Clients.run(
            "rtmphostile", ["--server", server.http, "--ingest", server.rtmp, "--frames", "600"],
            blaming: server)
        #expect(report.ended.count == 3 && report.ended[0] < 2 && report.ended[1] < 10, "\(report)")
        #expect(report.ended.last.map { 14...18 ~= $0 } == true, "\(report)")
        #expect(report.film.video == 600 && report.film.complaints.isEmpty, "\(report)")
        #expect(server.log.contains("nothing came for 15 s"))
        #expect(server.log.contains("octets wait in unfinished messages"))
        #expect(server.log.contains("\"stream\":\"garbage\""))
    }
}
