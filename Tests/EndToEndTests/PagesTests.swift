import Testing

/// The pages as people use them, in Chromium.
struct PagesTests {
    @Test("a stream is awaited, published from the studio, watched, taken over and ended, with a key")
    func broadcast() async throws {
        let server = try RunningServer(["--publish-key", "show:north-wind-and-sun"])
        let seen: PagesReport = try await Clients.run(
            "pages", ["--server", server.http, "--key", "north-wind-and-sun"], deadline: 100, blaming: server)
        #expect(seen.empty == "Nothing is live yet")
        #expect(seen.command.contains("-f whip \(server.http)/whip/my-stream"))
        #expect(seen.waiting == "show is not live yet")
        #expect(seen.refusals.first == "Publishing needs a key")
        #expect(seen.refusals.dropFirst().first == "This is not a key to this stream")
        #expect(seen.published && seen.started && seen.uncovered && seen.listed, "\(seen)")
        #expect(seen.figures.first?.hasSuffix("bit/s") == true)
        #expect(seen.restarted == PagesReport.Restart(patched: true, moved: true, offers: 1))
        #expect(seen.switched && seen.moved && seen.movedBack, "\(seen)")
        #expect(seen.conflict == "The stream has a publisher already")
        #expect(seen.takenOver && seen.replaced && seen.movedAgain, "\(seen)")
        #expect(seen.muted && seen.measured, "\(seen)")
        #expect(seen.missing == "This cannot be the name of a stream")
        #expect(seen.ended && seen.after != "Joining …", "\(seen.after)")
        for (page, faults) in seen.faults { #expect(faults == PagesReport.Faults(), "\(page): \(faults)") }
    }
}
