import Foundation
import Testing

/// The player: on this server's page, on others', and where a network lets nothing through.
struct PlayerTests {
    /// What is shown of a moment that somebody points at.
    struct Preview: Decodable, Sendable {
        /// How many seconds ago that was, as it says, and by the clock in the picture.
        let ago: Int
        let drawn: Double
        /// Whether it goes when one points elsewhere.
        let isHidden: Bool
    }

    /// What was seen of a player on a page of another origin.
    struct Embedded: Decodable, Sendable {
        /// After how many seconds it played, showed what was before, and what is live again.
        let begun, rewound, live: Double?
        /// Whether its style and its symbols came from the server.
        let styled, icons: Bool
        /// What it said of its latency, in seconds.
        let latency: Double?
        /// How late the picture was by the clock in it: gone back, further back, and live again.
        let late, furtherLate, lateAgain: Double
        /// What was shown beside the timeline.
        let preview: Preview
        /// Whether there was a timeline, and whether pictures moved there.
        let timeline, moved: Bool
        /// Whether it stayed muted.
        let muted: Bool
        /// Which events it fired.
        let heard: [String]
        /// Errors, and violations of a content policy.
        let complaints: [String]
    }

    @Test("a page of another origin has the player by two lines, and its viewers go back in time and on")
    func embedded() async throws {
        let server = try await RunningServer(["--hls", "always"])
        let seen: Embedded = try await Clients.run(
            "embedded", ["--server", server.http], deadline: 140, blaming: server)
        #expect(seen.begun != nil && seen.styled && seen.icons && seen.complaints.isEmpty, "\(seen)")
        #expect(0..<1 ~= seen.latency ?? 9, "\(seen)")
        #expect(seen.rewound != nil && seen.timeline && seen.moved && 8..<20 ~= seen.late, "\(seen)")
        // The last keyframe before it.
        let behind = seen.preview.drawn - Double(seen.preview.ago)
        #expect(seen.preview.ago > 5 && -1..<12 ~= behind && seen.preview.isHidden, "\(seen)")
        #expect(3..<15 ~= seen.furtherLate - seen.late, "\(seen)")
        #expect(seen.live != nil && seen.lateAgain < 1.5 && seen.muted, "\(seen)")
        #expect(
            Set(["firstframe", "statechange", "wayswitched", "levelswitched"]).isSubset(of: seen.heard),
            "\(seen)")
    }

    /// How soon a stream is seen.
    struct Prompt: Decodable, Sendable {
        /// From the click on its card to the first picture, each time, and from drawing a picture to seeing it, in milliseconds.
        let first, late: [Double]
    }

    @Test("the first picture comes soon after the click, and pictures are seen soon after they were drawn")
    func prompt() async throws {
        let server = try await RunningServer()
        let seen: Prompt = try await Clients.run(
            "prompt", ["--server", server.http], deadline: 120, blaming: server)
        let late = seen.late.sorted()
        let median = try #require(late.isEmpty ? nil : late[late.count / 2])
        print("first picture \(seen.first.map { Int($0) }) ms after the click;", "from drawing to seeing:")
        print("median \(Int(median)) ms, least \(Int(late[0])) ms")
        #expect(seen.late.count == 150, "\(seen)")
        #expect(seen.first.count == 3 && (seen.first.min() ?? .infinity) < 3000, "\(seen)")
        #expect(median < 500, "\(seen)")
    }
}

/// The player's qualities by HLS, as long as Chromium goes on sending three layers, which it does not always.
@Suite(
    .enabled(
        if: ProcessInfo.processInfo.environment["STARLING_HOLD"] != nil,
        "three layers for minutes are for `make test-all`, which sets STARLING_HOLD"))
struct RenditionTests {
    /// What was seen of three layers.
    struct Report: Decodable, Sendable {
        /// What became of one thing that was done.
        struct Step: Decodable, Sendable {
            let name: String
            /// Whether pictures came to be of the width that was waited for, and after how many seconds.
            let found: Bool
            let after: Double
            /// How often the player waited for media, and how many pictures it showed.
            let stalls, pictures: Int
            /// How wide pictures were, and the last.
            let widths: [Int]
            let width: Int
            /// The longest time from one picture to the next, how late they were in the middle and at worst; milliseconds.
            let longestGap: Double, late: Double, latest: Double
        }

        /// What the menu offers, and how many bits a second each layer has.
        let options: [String]
        let rates: [Int]
        let steps: [Step]
        /// What the page says of the quality on a slow network.
        let line: String
        let faults: PagesReport.Faults
    }

    @Test(
        "by HLS a player holds a stream, its quality changes by the menu without standing still, and by itself"
    )
    func qualities() async throws {
        // `make test-all` says how many seconds.
        let hold = ProcessInfo.processInfo.environment["STARLING_HOLD"].flatMap { Int($0) } ?? 20
        let server = try await RunningServer(["--hls", "always"])
        let seen: Report = try await Clients.run(
            "renditions", ["--server", server.http, "--seconds", "\(hold)"], deadline: 260 + hold,
            blaming: server)
        for step in seen.steps {
            print("\(step.name): \(step.after) s, gap \(step.longestGap) ms, \(step.late) ms late")
        }
        #expect(seen.options.count == 4 && seen.options.first == "", "\(seen.options)")
        #expect(
            seen.steps.map(\.name) == ["hold", "smallest", "middle", "best", "auto", "slow", "fast"])
        for step in seen.steps {
            #expect(step.found, "\(step)")
            // A network that becomes too slow for what there is still lets it stand for seconds, which is printed above.
            if ["slow", "fast"].contains(step.name) { continue }
            #expect(step.stalls == 0 && step.late < 2000 && step.longestGap < 1000, "\(step)")
        }
        let widths = seen.steps.map(\.width)
        #expect(widths.prefix(5) == [960, 240, 480, 960, 960], "\(seen.steps)")
        #expect(widths.count == 7 && widths[5] < 960 && widths[6] > widths[5], "\(seen.steps)")
        #expect(seen.line.hasSuffix("as much as your network carries"), "\(seen.line)")
        #expect(seen.faults == PagesReport.Faults(), "\(seen.faults)")
    }
}

/// A player of HLS that is not ours, over three layers.
@Suite(
    .enabled(
        if: ProcessInfo.processInfo.environment["STARLING_HOLD"] != nil,
        "three layers for minutes are for `make test-all`, which sets STARLING_HOLD"))
struct ForeignPlayerTests {
    /// What hls.js made of three layers.
    struct Report: Decodable, Sendable {
        /// Which one it is, whether it played and came near to what is live, and how high its levels are.
        let version: String
        let started, caughtUp: Bool
        let levels: [Int]
        /// How many pictures it showed, how late they were in the middle, in milliseconds, and how often it waited for media.
        let held: Int, late: Double, stalls: Int
        /// How many parts it loaded, how late it takes itself to be, and how late it wants to be, in seconds.
        let parts: Int, latency: Double, target: Double
        /// The levels that it was told to take, each with whether pictures of that height came.
        let switched: [Switch]
        /// What it found wrong.
        let errors, complaints: [String]

        struct Switch: Decodable, Sendable {
            let height: Int
            let isSeen: Bool
        }
    }

    @Test("hls.js plays parts less than two seconds late, changes its level, and finds nothing wrong")
    func foreign() async throws {
        let server = try await RunningServer(["--hls", "always"])
        let seen: Report = try await Clients.run(
            "hlsjs", ["--server", server.http, "--seconds", "15"], deadline: 260, blaming: server)
        print("hls.js \(seen.version): \(seen.late) ms late, \(seen.stalls) stalls, \(seen.parts) parts")
        #expect(
            seen.version == "1.6.15" && seen.started && seen.caughtUp && seen.levels.count == 3, "\(seen)")
        #expect(seen.held > 60 && seen.late < 2000 && seen.stalls == 0 && seen.parts > 30, "\(seen)")
        #expect(seen.switched.count == 6 && seen.switched.allSatisfy(\.isSeen), "\(seen)")
        #expect(seen.errors == [] && seen.complaints == [], "\(seen)")
    }
}

/// A viewer whose network lets media through or not. Only root may make network namespaces.
@Suite(.enabled(if: geteuid() == 0, "a network of one's own is for root"))
struct SwitchingTests {
    /// After how many seconds the player came to show a stream by a way; `nil` where it never did.
    struct Report: Decodable, Sendable {
        /// By WebRTC over UDP; over TCP when UDP was cut; by HLS when both were; there still; and by WebRTC again.
        let begun, withoutUDP, withoutMedia, stayed, back: Double?
        /// By HLS where WebRTC never got through.
        let blocked: Double?
        /// What the page said about why it was by HLS.
        let reason, blockedReason: String
        /// By which ways it said that it went.
        let heard: [String]
        /// What was wrong with the page.
        let faults: PagesReport.Faults
    }

    @Test("without UDP media goes over TCP, without both by HLS within five seconds, and back by itself")
    func cut() async throws {
        let subnet = "10.\(Int.random(in: 128..<255)).\(Int.random(in: 1..<255))"
        let server = try await RunningServer([
            "--listen", "0.0.0.0", "--public-address", "\(subnet).1", "--open-publishing", "--workers", "1",
        ])
        let port = try #require(server.log.firstMatch(of: /"first_port":(\d+)/)?.1)
        let seen: Report = try await Clients.run(
            "switching",
            ["--server", "http://127.0.0.1:\(server.anyPort)", "--subnet", subnet, "--port", "\(port)"],
            deadline: 300, blaming: server)
        print(
            "without UDP \(seen.withoutUDP ?? -1) s, without media \(seen.withoutMedia ?? -1) s,",
            "back \(seen.back ?? -1) s, never there \(seen.blocked ?? -1) s")
        #expect(seen.begun != nil && seen.withoutUDP != nil, "\(seen)")
        #expect(seen.withoutMedia.map { $0 < 5 } == true && seen.stayed != nil, "\(seen)")
        #expect(seen.reason.hasSuffix("WebRTC has fallen silent"), "\(seen)")
        #expect(seen.back != nil && seen.heard.last == "WebRTC", "\(seen)")
        #expect(seen.blocked.map { $0 < 8 } == true, "\(seen)")
        #expect(seen.blockedReason.hasSuffix("WebRTC does not get through"), "\(seen)")
        #expect(seen.faults == PagesReport.Faults(), "\(seen.faults)")
    }
}
