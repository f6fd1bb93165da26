import Foundation
import Testing

/// A browser of another make. Only `make test-all` runs it, which sees to it that there is one.
@Suite(
    .enabled(
        if: ProcessInfo.processInfo.environment["STARLING_FIREFOX"] != nil,
        "Firefox is for `make test-all`, which sets STARLING_FIREFOX"))
struct FirefoxTests {
    @Test("Firefox, publishing to itself, decodes every codec it has and hears its fake microphone")
    func loopback() async throws {
        let report: ViewersReport = try await Clients.run(
            "loopback", ["--browser", "firefox", "--codecs", "VP8,VP9,AV1"])
        #expect(report.viewers.map(\.codec) == ["video/VP8", "video/VP9", "video/AV1"])
        for viewer in report.viewers {
            #expect(viewer.complete && viewer.framesDecoded >= 30, "\(viewer)")
            #expect(viewer.audioCodec == "audio/opus" && viewer.audioEnergy > 0, "\(viewer)")
        }
    }

    @Test("what one page of Firefox publishes, another decodes and hears, over GCM")
    func broadcast() async throws {
        let server = try await RunningServer()
        let report: ViewersReport = try await Clients.run(
            "broadcast", ["--server", server.http, "--browser", "firefox", "--codecs", "VP8,VP9,AV1"],
            blaming: server)
        #expect(report.viewers.map(\.codec) == ["video/VP8", "video/VP9", "video/AV1"])
        for viewer in report.viewers {
            #expect(viewer.complete && viewer.audioEnergy > 0, "\(viewer)")
            #expect(viewer.srtpCipher == "SRTP_AEAD_AES_128_GCM" && viewer.published == viewer.srtpCipher)
            #expect(viewer.closed == [200, 200])
        }
    }
}
