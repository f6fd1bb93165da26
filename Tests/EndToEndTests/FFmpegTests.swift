import Testing

/// ffmpeg 8 publishes by WHIP. It insists on being the DTLS server, names no SRTP suite but CM with HMAC-SHA1, and its
/// connectivity checks lack attributes that RFC 8445 wants.
struct FFmpegTests {
    @Test("what ffmpeg publishes, aiortc receives and ffmpeg decodes")
    func publishes() async throws {
        let server = try await RunningServer()
        let report: RecordingReport = try await Clients.run(
            "ffmpeg", ["--server", server.http, "--frames", "60"], blaming: server)
        #expect(report.codec == "H264" && report.received >= 60, "\(report)")
        #expect(report.decoded == report.received && report.complaints.isEmpty, "\(report)")
        #expect(report.width == 640 && report.height == 360)
        #expect(report.audioSamples > 0 && report.audioPeak > 1000, "\(report)")
    }
}
