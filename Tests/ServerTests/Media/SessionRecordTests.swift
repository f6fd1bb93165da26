import Platform
import SFU
import Signaling
import Simulation
import Testing
import Timing
import WebRTC

@testable import Server

@Suite struct SessionRecordTests {
    /// A report of a session as it was before its end.
    private static func report(isConnected: Bool) throws -> SessionReport {
        var random = SeededGenerator(seed: 1)
        let stream = try #require(StreamName("room"))
        return SessionReport(
            SessionLocation(role: .viewer, stream: stream, id: SessionID(using: &random)),
            state: .connected, began: WallClock(seconds: 1_790_000_000),
            diagnosis: "Something is the matter.",
            facts: [ReportFact("connected", .flag(isConnected))])
    }

    /// Ends, how they count, and what is said of them.
    static let ends: [(SessionEnd, SessionReport.State, String)] = [
        (.peer(.closed), .ended, "closed by request"),
        (.peer(.closedByPeer), .ended, "the client said goodbye"),
        (.replaced, .ended, "another publisher took over"),
        (.publisherLeft, .ended, "the publisher left"),
        (.peer(.neverConnected), .failed, "no connectivity check ever succeeded"),
        (.peer(.consentExpired), .failed, "no connectivity check for 30 s"),
        (.peer(.handshakeFailed(reason: "no cipher in common")), .failed, "no cipher in common"),
    ]

    @Test("an end is told by its reason, in order or not", arguments: ends)
    func end(reason: SessionEnd, state: SessionReport.State, words: String) throws {
        var report = try Self.report(isConnected: true)
        report.finish(reason, at: WallClock(seconds: 1_790_000_060))
        #expect(report.state == state && report.ended == WallClock(seconds: 1_790_000_060) && !report.isOpen)
        #expect(report.facts.first == ReportFact("end", .text(words)))
        // Who left in order has nothing that needs mending.
        #expect((report.diagnosis == nil) == (state == .ended))
    }

    @Test("who never connected keeps the diagnosis, however politely it left")
    func unconnected() throws {
        var report = try Self.report(isConnected: false)
        report.finish(.peer(.closed), at: WallClock(seconds: 1_790_000_060))
        #expect(report.state == .ended && report.diagnosis == "Something is the matter.")
    }
}
