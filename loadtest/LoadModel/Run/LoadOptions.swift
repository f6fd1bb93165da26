internal import Bytes
internal import Runtime
internal import SDP
internal import Timing

/// What the command line says: a plan, and where results go.
struct LoadOptions {
    /// What to do.
    var plan = LoadPlan()
    /// How many viewers, publishers, HLS players and members of stages come; `nil` for one where there is a URL.
    var viewers: Int?, publishers: Int?, players: Int?, members: Int?
    /// Where the results go as JSON; `nil` for nowhere.
    var jsonFile: String?
    /// Where the results go as a page; `nil` for nowhere.
    var htmlFile: String?
    /// A scenario that says who comes; `nil` for what the other options say.
    var scenarioFile: String?
    /// Files that are published; without any, something is made up.
    var clips: [String] = []
    /// Whether this process does what conductors want.
    private(set) var isAgent = false
    /// Where it hears them.
    var listen = SocketAddress(.loopbackV4, port: LoadOptions.agentPort)
    /// The agents that are to carry out a scenario.
    var agents: [ServerURL] = []
    /// A file with what conductor and agents know of each other; `nil` for nothing.
    var secretFile: String?
    /// What is made up to be published.
    var pattern = MediaPattern()
    /// The codec of pictures that are published.
    var videoCodec = TrackCodec.vp8
    /// Whether ffmpeg makes what is published.
    var encodes = false
    /// How large its pictures are.
    var pictureSize = (width: 640, height: 360)
    /// What is wrong, each in a sentence.
    private(set) var mistakes: [String] = []
    /// Whether somebody only wants to know how this is used.
    private(set) var wantsHelp = false

    /// Reads arguments: `--name value` or `--name=value`.
    init(_ arguments: [String]) {
        var rest = arguments[...]
        if let command = rest.first, command == "run" || command == "agent" {
            isAgent = command == "agent"
            rest.removeFirst()
        }
        while let argument = rest.popFirst() {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts[0] == "--help" || parts[0] == "-h" {
                wantsHelp = true
            } else if let option = Self.table.first(where: { $0.name == parts[0] }) {
                take(parts.count > 1 ? String(parts[1]) : rest.popFirst(), for: option)
            } else {
                mistakes.append("there is no \(parts[0]); --help lists what there is")
            }
        }
        plan.viewers = viewers ?? (plan.whep == nil ? 0 : 1)
        plan.publishers = publishers ?? (plan.whip == nil ? 0 : 1)
        plan.players = players ?? (plan.hls == nil ? 0 : 1)
        plan.members = members ?? (plan.ws == nil ? 0 : 1)
        if videoCodec == .h264 { pattern.videoCodec = .h264(.constrainedBaseline, packetizationMode: 1) }
        plan.programme = Programme(pattern)
        plan.manners.firstViewer = plan.publishers
        plan.manners.knowsPayloads = plan.publishers + plan.members > 0
        judge()
    }

    private mutating func take(_ value: String?, for option: LoadOption) {
        guard let value else { return mistakes.append("\(option.name) needs \(option.meaning)") }
        guard !option.take(value, &self) else { return }
        mistakes.append("\(option.name) takes \(option.meaning), not \"\(value)\"")
    }

    /// Looks for what does not go together.
    private mutating func judge() {
        guard !isAgent else {
            if !listen.ip.isLoopback, secretFile == nil {
                mistakes.append(
                    "--listen beyond this machine needs --secret: whoever gets there can have load made")
            }
            return
        }
        if !agents.isEmpty, scenarioFile == nil {
            mistakes.append("--agents needs --scenario, which they carry out")
        }
        if plan.viewers > 0, plan.whep == nil { mistakes.append("--viewers needs --whep, where they ask") }
        if plan.publishers > 0, plan.whip == nil {
            mistakes.append("--publishers needs --whip, where they ask")
        }
        if plan.players > 0, plan.hls == nil { mistakes.append("--players needs --hls, where they ask") }
        if plan.members > 0, plan.ws == nil { mistakes.append("--members needs --ws, where they come") }
        if plan.viewers + plan.publishers + plan.players + plan.members == 0, scenarioFile == nil {
            mistakes.append("there is nobody to come; --help says more")
        }
        if clips.isEmpty, !encodes, videoCodec != .vp8, videoCodec != .h264 {
            mistakes.append(
                "--video-codec \(videoCodec.rawValue) needs --encode yes: made-up video is VP8 or H.264")
        }
        if plan.manners.decodes, plan.manners.verifyEvery == 0 {
            mistakes.append("--decode needs --verify, which says whose pictures are decoded")
        }
        if plan.publishers + plan.members > 0, plan.programme.tracks.isEmpty, clips.isEmpty {
            mistakes.append("publishers have neither --video-rate nor --audio-rate")
        }
    }

    /// What ffmpeg makes.
    var recipes: [ClipRecipe] {
        var recipes: [ClipRecipe] = []
        if pattern.videoRate > 0 {
            let interval = min(max(Int(pattern.keyframeInterval.seconds.rounded()), 1), 60)
            recipes.append(
                ClipRecipe(
                    videoCodec, width: pictureSize.width, height: pictureSize.height,
                    framesPerSecond: pattern.pictureRate, kilobitsPerSecond: max(pattern.videoRate / 1000, 1),
                    seconds: max(10, interval), keyframeInterval: interval))
        }
        if pattern.audioRate > 0 {
            recipes.append(
                ClipRecipe(
                    .opus, kilobitsPerSecond: max(pattern.audioRate / 1000, 6),
                    packetMilliseconds: Int((pattern.audioPacket.seconds * 1000).rounded())))
        }
        return recipes
    }

    /// How it is used.
    static var help: String {
        let width = table.map(\.name.count).max() ?? 0
        let lines = table.map { option in
            "  \(option.name)\(String(repeating: " ", count: width - option.name.count + 2))\(option.purpose)"
        }
        return """
            loadtest lets WebRTC peers publish to a server by WHIP and play from it by WHEP, lets players of HLS play
            from it, too, lets people meet on its stages, and says how they fared.

              loadtest --whip http://localhost:8080/whip/talk --whep http://localhost:8080/whep/talk --viewers 100

            Several machines do more: each runs `loadtest agent`, and one `loadtest run --agents a,b,c --scenario FILE`.

            \(lines.joined(separator: "\n"))
            """
    }

    /// Where agents are unless it is said.
    private static let agentPort: UInt16 = 8790

    /// An agent's place, written as `host`, `host:port` or `[address]:port`.
    private static func agent(at text: Substring) -> ServerURL? {
        guard !text.contains("/") else { return nil }
        let behind = text.drop { $0 != "]" }
        let hasPort = (behind.isEmpty ? text : behind).contains(":")
        return ServerURL(hasPort ? "http://\(text)" : "http://\(text):\(agentPort)")
    }

    /// An address to listen at, with a port or without.
    private static func address(_ text: String) -> SocketAddress? {
        if let ip = IPAddress(text) { return SocketAddress(ip, port: agentPort) }
        guard let colon = text.lastIndex(of: ":"), let ip = IPAddress(String(text[..<colon])),
            let port = UInt16(text[colon...].dropFirst())
        else { return nil }
        return SocketAddress(ip, port: port)
    }

    /// All options, in the order of the help text.
    static let table: [LoadOption] = [
        .url("--whep", "where viewers ask; {n} in it is a viewer's number", \.plan.whep),
        LoadOption("--viewers", "a number", "how many come (1)") { text, options in
            options.viewers = Int(text)
            return (0...1_000_000).contains(options.viewers ?? -1)
        },
        .url("--whip", "where publishers ask; {n} in it is a publisher's number", \.plan.whip),
        LoadOption("--publishers", "a number", "how many come, before the first viewer (1)") {
            text, options in
            options.publishers = Int(text)
            return (0...100_000).contains(options.publishers ?? -1)
        },
        .url("--hls", "where HLS players find a playlist; {n} in it is a player's number", \.plan.hls),
        LoadOption("--players", "a number", "how many come, along with the viewers (1)") { text, options in
            options.players = Int(text)
            return (0...100_000).contains(options.players ?? -1)
        },
        .choice(
            "--low-latency", "whether players make use of parts and blocking reload (yes)",
            \.plan.isLowLatency),
        .url("--ws", "where members of stages open their sockets", \.plan.ws, schemes: [.ws, .wss]),
        LoadOption("--members", "a number", "how many come to stages, along with the viewers (1)") {
            text, options in
            options.members = Int(text)
            return (0...100_000).contains(options.members ?? -1)
        },
        LoadOption("--stage", "a text", "what stages are called; {n} in it is a stage's number (load{n})") {
            text, options in
            options.plan.stage.name = text
            return !text.isEmpty
        },
        .number("--stage-size", "how many come to each stage (4)", \.plan.stage.size, in: 1...100_000),
        .number(
            "--senders", "how many of each stage send; the others only receive (4)", \.plan.stage.senders),
        LoadOption("--key", "a text", "sent as a bearer token with every request, and to stages") {
            text, options in
            options.plan.bearer = text
            return !text.isEmpty
        },
        LoadOption(
            "--trust", "system, anybody or a file",
            "whose certificates are believed: the system's authorities (default), those of a PEM file, or anybody's"
        ) { text, options in
            options.plan.trust =
                switch text {
                case "system": .system
                case "anybody": .anybody
                default: .file(text)
                }
            return !text.isEmpty
        },
        .time("--ramp", "how long viewers take to come (10s)", \.plan.ramp),
        .time("--duration", "how long all stay then (60s)", \.plan.duration),
        LoadOption(
            "--video-codec", "vp8, h264, vp9, av1 or h265",
            "what publishers send (vp8); the last three only with --encode yes or --clip"
        ) { text, options in
            let codec = TrackCodec(rawValue: text)
            options.videoCodec = codec ?? .vp8
            return codec?.isVideo == true
        },
        .choice(
            "--encode",
            "whether publishers send a test picture and a tone, which ffmpeg encodes once, instead of noise (no)",
            \.encodes),
        LoadOption("--size", "a width and a height such as 640x360", "of the test picture (640x360)") {
            text, options in
            let sides = text.split(separator: "x", omittingEmptySubsequences: false).compactMap { Int($0) }
            guard sides.count == 2, sides.allSatisfy({ 16...7680 ~= $0 && $0 % 2 == 0 }) else { return false }
            options.pictureSize = (sides[0], sides[1])
            return true
        },
        .choice(
            "--mark-sending", "whether packets say when they were sent, not when they were captured (no)",
            \.plan.manners.marksSending),
        LoadOption(
            "--haste", "a number from 0 to 100",
            "how many times the mean rate packets of a frame leave at (2.5); 0 for all at once"
        ) { text, options in
            options.plan.manners.haste = Double(text) ?? -1
            return (0...100).contains(options.plan.manners.haste)
        },
        .rate("--video-rate", "of made-up video (1M); 0 for none", \.pattern.videoRate),
        .number("--fps", "pictures a second (30)", \.pattern.pictureRate, in: 1...240),
        .time("--keyframe-interval", "from keyframe to keyframe (2s)", \.pattern.keyframeInterval),
        .choice(
            "--keyframe-on-request", "whether a PLI makes publishers jump to a keyframe (yes)",
            \.plan.manners.answersKeyframes),
        .rate("--audio-rate", "of made-up sound (32k); 0 for none", \.pattern.audioRate),
        LoadOption("--audio-packet", "10ms, 20ms, 40ms or 60ms", "how long a packet of sound lasts (20ms)") {
            text, options in
            let times: [String: Int] = ["10ms": 10, "20ms": 20, "40ms": 40, "60ms": 60]
            options.pattern.audioPacket = .milliseconds(times[text] ?? 20)
            return times[text] != nil
        },
        .time("--feedback", "how often viewers tell when packets came (100ms)", \.plan.feedbackInterval),
        .number(
            "--verify",
            "of how many viewers one opens its packets with libsrtp2, too (100): 1 for all of them, 0 for none",
            \.plan.manners.verifyEvery),
        .choice(
            "--decode",
            "whether these decode their pictures, too, each by the starling-transcoder that lies beside loadtest (no)",
            \.plan.manners.decodes),
        .number(
            "--watch",
            "of how many viewers one looks at all frames (1); the others look at their first, then open and report packets",
            \.plan.manners.watchEvery, in: 1...1_000_000),
        .number("--loops", "threads that share the viewers (1)", \.plan.loops, in: 1...256),
        .time(
            "--look",
            "how often viewers on this machine look for packets; 0ms as soon as any are there (0ms)",
            \.plan.reception.interval),
        .choice(
            "--arrival", "whether the kernel's time of arrival counts, not when the tester looked (no)",
            \.plan.reception.readsArrival),
        .number(
            "--connections", "HTTP connections that a thread opens (64)", \.plan.connections, in: 1...10_000),
        LoadOption("--pid", "a process number", "the server's, whose processor time and memory are measured")
        {
            text, options in
            options.plan.process = Int32(text)
            return options.plan.process != nil
        },
        LoadOption("--seed", "a number", "makes a run repeatable") { text, options in
            options.plan.seed = UInt64(text)
            return options.plan.seed != nil
        },
        LoadOption(
            "--scenario", "a file", "groups of peers that come and go by phases, instead of all that is above"
        ) {
            text, options in
            options.scenarioFile = text
            return !text.isEmpty
        },
        LoadOption(
            "--agents", "names or addresses with commas between them",
            "where agents are that carry out the scenario, each with its :port if that is not 8790"
        ) { text, options in
            let parts = text.split(separator: ",", omittingEmptySubsequences: false)
            let agents = parts.compactMap { agent(at: $0) }
            options.agents = agents
            return agents.count == parts.count
        },
        LoadOption(
            "--listen", "an address and a port",
            "where `loadtest agent` hears who conducts it (127.0.0.1:8790)"
        ) { text, options in
            guard let address = address(text) else { return false }
            options.listen = address
            return true
        },
        LoadOption(
            "--secret", "a file", "what conductor and agents know of each other; needed beyond this machine"
        ) { text, options in
            options.secretFile = text
            return !text.isEmpty
        },
        LoadOption(
            "--clip", "a file",
            "IVF, H.264, H.265 or Ogg Opus that publishers send instead, round and round; may be repeated"
        ) { text, options in
            options.clips.append(text)
            return !text.isEmpty
        },
        LoadOption(
            "--expect", "figures and bounds",
            "what must be so for status 0: \"joined>=95%,first_frame_p99<1s\""
        ) {
            text, options in
            switch Expectation.parse(text) {
            case .success(let expectations): options.plan.expectations += expectations
            case .failure(let mistakes): options.mistakes += mistakes.all
            }
            return true
        },
        LoadOption("--name", "a text", "what the report is called") { text, options in
            options.plan.name = text
            return !text.isEmpty
        },
        LoadOption("--html", "a file", "where the report goes as a page") { text, options in
            options.htmlFile = text
            return !text.isEmpty
        },
        LoadOption("--json", "a file", "where all figures go") { text, options in
            options.jsonFile = text
            return !text.isEmpty
        },
    ]
}
