import Testing

/// Encoders that publish by SRT, and what viewers and players get of it.
struct SRTTests {
    private static let secret = "ten-letters-and-more"

    @Test(
        "what ffmpeg publishes by SRT is played as HLS and recorded, every frame of it, in step with its sound",
        arguments: [false, true])
    func published(isEncrypted: Bool) async throws {
        let secrets = ["--srt-passphrase", Self.secret, "--srt-key-length", "32"]
        let server = try await RunningServer(
            ["--hls", "always", "--record", "*", "--linger", "1s"] + (isEncrypted ? secrets : []))
        // Without lingering, ffmpeg throws away what it has not sent when it ends.
        let options = "linger=2&" + (isEncrypted ? "passphrase=\(Self.secret)&pbkeylen=32&" : "")
        let ingest = server.srt.replacing("?", with: "?" + options)
        let report: RTMPTests.Report = try await Clients.run(
            "rtmp", ["--server", server.http, "--ingest", ingest, "--frames", "300"], blaming: server)
        #expect(report.status == 0 && report.published.isEmpty, "\(report)")
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
        #expect(!server.log.contains(Self.secret))
    }

    @Test("H.265 and Opus come by SRT, and are recorded whole")
    func others() async throws {
        let server = try await RunningServer(["--record", "*", "--linger", "1s"])
        let report: RTMPTests.Kept = try await Clients.run(
            "rtmpenhanced",
            [
                "--server", server.http, "--frames", "60",
                "--ingest", server.srt.replacing("?", with: "?linger=2&"),
            ], blaming: server)
        #expect(report.tracks.count == 2 && report.tracks.first?.hasPrefix("hvc1.") == true, "\(report)")
        #expect(report.tracks.last == "opus" && report.film.video == 60, "\(report)")
        #expect(report.film.complaints.isEmpty && 199...203 ~= report.film.audio, "\(report)")
    }

    @Test("Chromium sees the pictures over WebRTC, whether it was there before or comes later")
    func viewed() async throws {
        let server = try await RunningServer(["--linger", "1s"])
        let report: RTMPTests.Views = try await Clients.run(
            "rtmpview", ["--server", server.http, "--ingest", server.srt, "--frames", "900"], blaming: server)
        #expect(
            report.viewers.allSatisfy {
                $0.codec == "video/H264" && $0.framesDecoded >= 15 && $0.width == 320
            }, "\(report)")
    }

    /// What readers got.
    struct Readings: Decodable, Sendable {
        struct Reader: Decodable, Sendable {
            let status: Int
            let said: String
            let moments: RTMPTests.Moments
        }
        let readers: [Reader]
        let ended: Double
        let metrics: [String]
    }

    @Test(
        "others read by SRT what is published, every frame of it, in step with its sound",
        arguments: ["srt", "rtmp", "whip"])
    func read(scheme: String) async throws {
        let server = try await RunningServer(["--linger", "1s"])
        let addresses = ["srt": server.srt, "rtmp": server.rtmp, "whip": server.http]
        let report: Readings = try await Clients.run(
            "srtread",
            [
                "--server", server.http, "--frames", "600", "--ingest", addresses[scheme] ?? "",
                "--listen", server.srt.replacing("publish:", with: "read:"),
            ], blaming: server)
        #expect(report.readers.count == 2)
        for reader in report.readers {
            #expect(reader.status == 0 && reader.said.isEmpty, "\(reader)")
            #expect(reader.moments.streams == ["h264", scheme == "whip" ? "opus" : "aac"], "\(reader)")
            #expect(118...122 ~= reader.moments.decoded && reader.moments.longestGap < 0.04, "\(reader)")
            #expect(reader.moments.worstSkew.map { $0 < 0.02 } == true, "\(reader)")
        }
        #expect(report.ended < 5, "\(report)")
        #expect(report.metrics.contains { $0.hasPrefix("starling_srt_packets_total{state=\"sent\"} ") })
        #expect(server.log.contains("\"reader connected\"") && server.log.contains("\"reader ended\""))
    }

    /// Callers that were refused.
    struct Refused: Decodable, Sendable {
        let codes: [String: Int]
        let said: String
        let status: Int
        let session: String
        let metrics: [String]
    }

    @Test("callers are told by code why they may not publish")
    func refused() async throws {
        let key = "a-key-of-sixteen-and-more"
        let server = try await RunningServer(["--publish-key", key, "--srt-passphrase", Self.secret])
        let report: Refused = try await Clients.run(
            "srtrefused",
            [
                "--server", server.http, "--key", key, "--secret", Self.secret,
                "--ingest", server.srt.replacing("?", with: "?passphrase=\(Self.secret)&"),
            ], blaming: server)
        #expect(
            report.codes == [
                "wrong": 1403, "missing": 1401, "general": 1403, "taken": 1409, "none": 1400, "name": 1400,
                "play": 1404, "secret": 10, "open": 11,
            ])
        #expect(report.said.contains("rejection reason") && report.status != 0, "\(report)")
        #expect(report.session.contains("\"protocol\": \"srt\""))
        #expect(
            report.metrics.contains("starling_ingest_publishers{protocol=\"srt\"} 1"), "\(report.metrics)")
        #expect(report.metrics.contains { $0.hasPrefix("starling_srt_packets_total{state=\"received\"} ") })
        #expect(server.log.contains("MPEG-2 video is not taken"))
        #expect(server.log.contains("This is not a key to this stream"))
        #expect(server.log.contains("\"end\":\"closed by request\""))
        #expect(!server.log.contains(key) && !server.log.contains("not-the-right-key"))
    }

    @Test("publishers that send garbage, nothing that can be played, or nothing are ended, and others go on")
    func hostile() async throws {
        let server = try await RunningServer(["--hls", "always", "--record", "good", "--linger", "1s"])
        let report: RTMPTests.Hostile = try await Clients.run(
            "srthostile",
            [
                // Without it ffmpeg drops what it has not sent yet when it ends.
                "--server", server.http, "--ingest", server.srt.replacing("?", with: "?linger=2&"),
                "--frames", "600",
            ], blaming: server)
        #expect(report.ended.count == 4 && report.ended[0] < 5, "\(report)")
        #expect(report.ended[2...].allSatisfy { 14...19 ~= $0 }, "\(report)")
        #expect(report.film.video == 600 && report.film.complaints.isEmpty, "\(report)")
        #expect(server.log.contains("what came is no MPEG transport stream"))
        #expect(server.log.contains("\"nothing that can be played came for 15 s"))
        #expect(server.log.contains("\"nothing came for 15 s"))
    }
}
