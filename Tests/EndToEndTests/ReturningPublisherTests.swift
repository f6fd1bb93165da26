import Testing

/// Publishers are killed and start again at once: ffmpeg with H.264, aiortc with VP8.
struct ReturningPublisherTests {
    @Test("viewers stay and see a publisher that was killed again, whatever codec it comes back with")
    func returning() async throws {
        let server = try await RunningServer(["--publish-key", "returning:always-the-same-key"])
        let report: ReturningReport = try await Clients.run(
            "returning", ["--server", server.http, "--key", "always-the-same-key"], blaming: server)
        #expect(report.viewers.map(\.codec) == ["video/H264", "video/H264", "video/H264"])
        #expect(report.viewers.map(\.complete) == [true, true, true], "\(report.viewers)")
        #expect(report.returns.map(\.codec) == ["video/H264", "video/VP8", "video/H264"])
        for each in report.returns {
            #expect(each.connection == "connected" && each.complete, "\(each)")
            // It starts, is silent for a second to be taken for dead, and connects.
            let (outage, wait) = (try #require(each.outage, "\(each)"), try #require(each.afterKeyframe))
            #expect(outage < 5 && wait < 1, "\(each)")
        }
        #expect(report.leftOut.state == "connected")
        #expect(
            report.leftOut.diagnosis
                == "The publisher sends VP8, which the viewer did not offer to take.")
    }
}
