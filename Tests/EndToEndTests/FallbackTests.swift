import Testing

/// The watch page without WebRTC, in Chromium.
struct FallbackTests {
    /// What was seen of a stream that was watched as HLS.
    struct Report: Decodable, Sendable {
        /// Whether it played and was shown.
        let started, uncovered: Bool
        /// How many seconds of it were played a second.
        let played: Double
        /// How late the picture was, by the clock in it: what was seen twice a second.
        let late: [Double]
        /// What the player had each time: the clock, what it showed, how fast, and where its source buffers ended.
        let course: [[Double]]
        /// What the players said of themselves, and what they could not load.
        let told: [String]
        /// How often the picture stood still.
        let stalls: Int
        /// How large it was.
        let size: [Int]
        /// What the page said of the stream.
        let facts: String
        /// What was wrong with the page.
        let faults: PagesReport.Faults
        /// Whether the page noticed the end.
        let ended: Bool
    }

    @Test("a stream is watched as HLS less than two seconds late, without standing still, to its end")
    func watched() async throws {
        let server = try await RunningServer(["--linger", "1s"])
        let seen: Report = try await Clients.run(
            "fallback", ["--server", server.http, "--seconds", "20"], deadline: 100, blaming: server)
        #expect(seen.started && seen.uncovered && seen.size == [320, 240], "\(seen)")
        #expect(0.9...1.1 ~= seen.played && seen.stalls == 0, "\(seen)")
        let late = seen.late.sorted()
        let median = late.isEmpty ? 60 : late[late.count / 2]
        #expect(median < 2 && late.allSatisfy { $0 < 3 }, "\(seen)")
        #expect(seen.facts.contains("1 viewer"), "\(seen.facts)")
        #expect(seen.faults == PagesReport.Faults(), "\(seen.faults)")
        #expect(seen.ended)
    }
}
