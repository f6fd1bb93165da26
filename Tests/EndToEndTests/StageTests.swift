import Testing

/// People on a stage, in Chromium.
struct StageTests {
    @Test(
        "three people see and hear each other; one mutes, shares, loses the socket, leaves; a viewer is raised"
    )
    func meeting() async throws {
        let server = try RunningServer()
        let seen: StageReport = try await Clients.run(
            "stage", ["--server", server.http], deadline: 120, blaming: server)
        #expect(seen.present == [true, true, true])
        #expect(seen.watching && seen.participants == ["Ann", "Bob", "Cat", "1 viewers"], "\(seen)")
        #expect(seen.muted && seen.speaker && seen.shared && seen.sharedBack, "\(seen)")
        #expect(
            seen.resumed
                == StageReport.Cut(resumed: true, data: Array(0..<10), gapless: true, mediaWentOn: true))
        #expect(seen.raised && seen.raisedSeen && seen.left, "\(seen)")
        for (page, faults) in seen.faults { #expect(faults == PagesReport.Faults(), "\(page): \(faults)") }
    }

    @Test("a thousand sockets that come within a second are all answered, in order")
    func storm() async throws {
        let server = try RunningServer()
        let seen: StormReport = try await Clients.run(
            "storm", ["--server", server.http, "--sockets", "1000", "--seconds", "1"], deadline: 60,
            blaming: server)
        #expect(seen.answered == seen.sockets && seen.ordered && seen.failures == [], "\(seen)")
    }
}
