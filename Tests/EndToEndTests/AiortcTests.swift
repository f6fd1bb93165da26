import Testing

/// aiortc publishes and plays: a WebRTC stack that shares no code with browsers.
struct AiortcTests {
    @Test(
        "a viewer that came first has every frame, and ffmpeg decodes them",
        arguments: ["H264", "VP8"])
    func everyFrame(codec: String) async throws {
        let server = try await RunningServer()
        let report: RecordingReport = try await Clients.run(
            "aiortc", ["--server", server.http, "--codec", codec, "--frames", "60"], blaming: server)
        #expect(report.codec == codec)
        // The last one stays with aiortc, which waits for the next to know that it is whole.
        #expect(report.received == report.sent - 1)
        #expect(report.decoded == report.received && report.complaints.isEmpty, "\(report)")
        #expect(report.width == 320 && report.height == 240)
        #expect(report.audioSamples > 48000 && report.audioPeak > 4000, "\(report)")
    }
}
