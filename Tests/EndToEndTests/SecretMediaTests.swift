import Foundation
import Testing

/// Chromium publishes frames that only those with the key can read (WebRTC Encoded Transform).
struct SecretMediaTests {
    /// What the server says of one session.
    private struct Session: Decodable {
        /// The numbers among what is known of it.
        struct Facts: Decodable {
            let packets_received: Int
            let packets_sent: Int
            let unauthentic: Int
            let senseless: Int
        }

        let role: String
        let facts: Facts
    }

    /// What the server says of all.
    private struct Sessions: Decodable {
        let sessions: [Session]
    }

    @Test(
        "frames that the server cannot read reach who has the key, and show nothing to others",
        arguments: ["VP8", "VP9", "H264", "AV1", "VP8+", "VP9+"])
    func passes(codec: String) async throws {
        let server = try await RunningServer()
        let report: ViewersReport = try await Clients.run(
            "secret", ["--server", server.http, "--codec", codec], deadline: 100, blaming: server)
        let (friend, stranger) = (report.viewers[0], report.viewers[1])
        #expect(friend.complete && friend.framesDecoded >= 30, "\(friend)")
        // Without the key a decoder of H.264 makes grey of keyframes, since their parameter sets are clear.
        let readable = codec == "H264" ? stranger.keyFramesDecoded : 0
        #expect(stranger.framesDecoded == readable && readable < 15, "\(stranger)")
        let text = try output(of: "curl", "-s", server.http + "/api/v1/sessions")
        let sessions = try JSONDecoder().decode(Sessions.self, from: Data(text.utf8)).sessions
        #expect(sessions.count == 2 + (report.attempts ?? 0))
        for session in sessions {
            let facts = session.facts
            #expect(facts.unauthentic == 0 && facts.senseless == 0)
            #expect((session.role == "viewer" ? facts.packets_sent : facts.packets_received) > 30)
        }
    }
}
