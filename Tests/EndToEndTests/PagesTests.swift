import Testing

/// The pages as people use them, in Chromium.
struct PagesTests {
    @Test("a stream is awaited, published from the studio, watched, taken over and ended, with a key")
    func broadcast() async throws {
        let server = try await RunningServer(["--publish-key", "show:north-wind-and-sun"])
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

    @Test(
        "the player's menu has the layers that come, keeps to what is picked, and says why; an app on /ws likewise",
        arguments: [Arrangement.one, .local])
    func quality(arrangement: Arrangement) async throws {
        let pair = try await ServerPair(arrangement)
        let seen: QualityReport = try await Clients.run(
            "quality", ["--server", pair.server.http], deadline: 240, blaming: pair.server)
        #expect(seen.offered && seen.layers.count == 4 && seen.layers.first == "", "\(seen)")
        #expect(seen.asked && seen.small < seen.before && seen.smallMoves, "\(seen)")
        #expect(seen.auto && seen.autoMoves, "\(seen)")
        #expect(seen.fitted && seen.paused && seen.still == 0 && seen.resumed >= 15, "\(seen)")
        for (page, faults) in seen.faults { #expect(faults == PagesReport.Faults(), "\(page): \(faults)") }
    }

    @Test("the dashboard asks for the key, shows streams, sessions and what is wrong, and ends a stream")
    func dashboard() async throws {
        let server = try await RunningServer(["--admin-key", "north-wind-and-sun"])
        let seen: DashboardReport = try await Clients.run(
            "dashboard", ["--server", server.http, "--key", "north-wind-and-sun"], deadline: 100,
            blaming: server)
        #expect(seen.locked && seen.why.hasPrefix("This needs the admin key"))
        #expect(seen.wrong.hasPrefix("This is not the admin key"))
        #expect(seen.stream.first == "show" && seen.stream.contains("1"), "\(seen.stream)")
        #expect(seen.figures.first == "1" && seen.figures.contains { $0.hasSuffix("bit/s") })
        #expect(seen.diagnosed)
        #expect(seen.diagnosis.hasPrefix("No packet from the client arrived"))
        #expect(seen.facts && seen.filtered && seen.stopped, "\(seen)")
        for (page, faults) in seen.faults { #expect(faults == PagesReport.Faults(), "\(page): \(faults)") }
    }

    @Test("the studio records and invites, with the operator's key, and the first page lists the recording")
    func operated() async throws {
        let server = try await RunningServer(["--admin-key", "north-wind-and-sun", "--open-publishing"])
        let seen: OperatedReport = try await Clients.run(
            "operated", ["--server", server.http, "--key", "north-wind-and-sun"], deadline: 100,
            blaming: server)
        #expect(seen.refused == "This needs the admin key")
        #expect(seen.recorded && seen.invited && seen.ended && seen.listed && seen.status == 206, "\(seen)")
        for (page, faults) in seen.faults { #expect(faults == PagesReport.Faults(), "\(page): \(faults)") }
    }

    @Test("what a publisher calls its stream is read as it was written, and is never more than text")
    func titled() async throws {
        let server = try await RunningServer(
            ["--publish-key", "show:north-wind-and-sun", "--record", "show", "--linger", "0s"])
        let seen: TitledReport = try await Clients.run(
            "titled", ["--server", server.http, "--key", "north-wind-and-sun"], deadline: 100,
            blaming: server)
        #expect(seen.published && seen.told, "\(seen)")
        #expect(seen.card.first == seen.harmless && seen.heading == seen.harmless, "\(seen)")
        #expect(seen.card.last?.hasPrefix("show · ") == true, "\(seen)")
        #expect(seen.page == "\(seen.harmless) · Starling", "\(seen)")
        #expect(seen.recording.first == seen.harmless, "\(seen)")
        #expect(seen.recording.last?.hasPrefix("show · ") == true, "\(seen)")
        #expect(seen.struck == [0, 0, 0], "\(seen)")
        for (page, faults) in seen.faults { #expect(faults == PagesReport.Faults(), "\(page): \(faults)") }
    }

    @Test("the client library writes and reads fragments of ICE restarts")
    func library() async throws {
        let server = try await RunningServer()
        let seen: LibraryReport = try await Clients.run(
            "library", ["--server", server.http], blaming: server)
        #expect(
            seen.fragment == [
                "a=ice-ufrag:u", "a=ice-pwd:p", "a=ice-options:trickle", "m=audio 9 X 0", "a=mid:0", "",
            ])
        #expect(
            seen.description == [
                "v=0", "m=audio 9 X 0", "a=ice-ufrag:U", "a=ice-pwd:P", "a=candidate:2", "a=setup:passive",
                "",
            ])
        #expect(seen.unchanged == "v=0")
    }
}
