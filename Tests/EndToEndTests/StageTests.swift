import Foundation
import Testing

/// People on a stage, in Chromium.
struct StageTests {
    @Test(
        "three people see and hear each other; one mutes, shares, loses the socket, leaves; a viewer is raised",
        arguments: Arrangement.allCases)
    func meeting(arrangement: Arrangement) async throws {
        let pair = try await ServerPair(arrangement)
        let server = pair.server
        let seen: StageReport = try await Clients.run(
            "stage", ["--server", server.http, "--media", (pair.media ?? server).http], deadline: 400,
            blaming: server)
        #expect(seen.playlist.wholeMatch(of: /\/hls\/show~[0-9a-z]{10}\/index.m3u8\?x=1/) != nil, "\(seen)")
        #expect(seen.present == [true, true, true])
        #expect(seen.watching && seen.participants == ["Ann", "Bob", "Cat", "1 viewers"], "\(seen)")
        #expect(seen.muted && seen.speaker && seen.shared && seen.sharedBack, "\(seen)")
        // Chromium's microphone beeps, and a busy machine is late; that it takes a second ActiveSpeakersTests show.
        #expect(seen.speakerAfter.map { $0 < 5 } == true, "\(seen)")
        print("another speaker was told after \(seen.speakerAfter ?? -1) s")
        #expect(
            seen.resumed
                == StageReport.Cut(resumed: true, data: Array(0..<10), gapless: true, mediaWentOn: true))
        #expect(seen.raised && seen.raisedSeen && seen.left && seen.back, "\(seen)")
        #expect(
            seen.offered == [true, true] && seen.connections == [1, 1, 1] && seen.sections == 6, "\(seen)")
        for (page, faults) in seen.faults { #expect(faults == PagesReport.Faults(), "\(page): \(faults)") }
    }

    /// What came of the example in the client library's documentation.
    struct ExampleReport: Decodable, Equatable, Sendable {
        let lines: Int
        let present: [Bool]
        let videos: [Int]
        let complaints: [String]
    }

    @Test("the client library's example does what it says: two who run it see and hear each other")
    func example() async throws {
        let server = try await RunningServer()
        let seen: ExampleReport = try await Clients.run(
            "example", ["--server", server.http], blaming: server)
        #expect(seen == ExampleReport(lines: 10, present: [true, true], videos: [1, 1], complaints: []))
    }

    /// What came of tracks that come and go at once.
    struct GlareReport: Decodable, Equatable, Sendable {
        let watched, sections: Int
        let kept, sees: Bool
        let refused, offers, answers: Int
        let others: [String]
    }

    @Test(
        "who gives one up and takes another at once, while the server offers too, comes to see it on the same connection"
    )
    func glare() async throws {
        let server = try await RunningServer()
        let seen: GlareReport = try await Clients.run(
            "glare", ["--server", server.http], blaming: server)
        #expect(seen.watched == 1 && seen.kept && seen.sees && seen.sections <= 4, "\(seen)")
        #expect(seen.refused > 0 && seen.offers == 8 && seen.answers == 8 && seen.others == [], "\(seen)")
    }

    struct HastyReport: Decodable, Equatable, Sendable {
        let sees: Bool
        /// Statuses of errors.
        let refused: [Int]
    }

    @Test("who gives one up and takes the same again while the offer is made comes to see and hear it")
    func hasty() async throws {
        let server = try await RunningServer()
        let seen: HastyReport = try await Clients.run("hasty", ["--server", server.http], blaming: server)
        // The one who is not there.
        #expect(seen.sees && seen.refused == [404], "\(seen)")
    }

    struct ThriftyReport: Decodable, Equatable, Sendable {
        let before: [Bool]
        /// Which layers were encoded, second for second.
        let encoded: [String]
        /// Seconds until only one was.
        let stopped: Double
        /// How high the picture was then.
        let small: Int
        let back: Bool
        /// Seconds until it was higher again.
        let backAfter: Double
        let after: Bool
    }

    @Test("who is on the stage encodes no layers that nobody wants, until somebody does")
    func thrifty() async throws {
        let server = try await RunningServer()
        let seen: ThriftyReport = try await Clients.run(
            "thrifty", ["--server", server.http], blaming: server)
        print("encoding stopped after \(seen.stopped) s, was back after \(seen.backAfter) s")
        #expect(seen.before == [true, true] && seen.after, "\(seen)")
        #expect(seen.encoded.contains { $0 != "q" } && seen.encoded.last == "q", "\(seen)")
        #expect(seen.small > 0 && seen.back, "\(seen)")
    }

    @Test("those on a stage whose server ends go on at the one that it names")
    func drained() async throws {
        let second = try await RunningServer()
        let first = try await RunningServer(["--drain-to", second.http])
        async let seen: ServerPairTests.RestartReport = Clients.run(
            "drained", ["--server", first.http], deadline: 240, blaming: second)
        // The client may have to wait for its turn.
        #expect(
            try await wait(atMost: 1800) {
                first.log.split(separator: "\n").count(where: { $0.contains("session connected") }) >= 4
            })
        try await Task.sleep(for: .seconds(3))
        first.send(SIGTERM)
        let report = try await seen
        #expect(report.before == [true, true] && report.told == [true, true], "\(report)")
        #expect(report.after == [true, true] && report.sockets == [2, 2], "\(report) \(second.log)")
        #expect(try await first.waitForEnd() == 0)
    }

    @Test(
        "a thousand sockets that come within a second are all answered, in order",
        arguments: [Arrangement.one, .network])
    func storm(arrangement: Arrangement) async throws {
        let pair = try await ServerPair(arrangement)
        let server = pair.server
        let seen: StormReport = try await Clients.run(
            "storm", ["--server", server.http, "--sockets", "1000", "--seconds", "1"],
            blaming: server)
        #expect(seen.answered == seen.sockets && seen.ordered && seen.failures == [], "\(seen)")
    }
}
