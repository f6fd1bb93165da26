import Testing

/// That the clients themselves work on this machine, with no server of ours: when these fail, what other end-to-end
/// tests say means nothing.
struct HarnessTests {
    @Test("Chromium, publishing to itself, decodes every codec and hears its fake microphone")
    func chromium() async throws {
        let report: ViewersReport = try await Clients.run("loopback", ["--codecs", "H264,VP8,VP9,AV1"])
        #expect(report.viewers.map(\.codec) == ["video/H264", "video/VP8", "video/VP9", "video/AV1"])
        for viewer in report.viewers {
            #expect(viewer.complete && viewer.framesDecoded >= 30, "\(viewer)")
            #expect(viewer.audioCodec == "audio/opus" && viewer.audioEnergy > 0, "\(viewer)")
        }
    }
}
