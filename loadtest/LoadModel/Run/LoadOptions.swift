internal import SDP
internal import Timing

/// What the command line says: a plan, and where results go.
struct LoadOptions {
    /// What to do.
    var plan = LoadPlan()
    /// How many viewers and publishers come; `nil` for one where there is a URL.
    var viewers: Int?, publishers: Int?
    /// Where the results go as JSON; `nil` for nowhere.
    var jsonFile: String?
    /// Where the results go as a page; `nil` for nowhere.
    var htmlFile: String?
    /// A scenario that says who comes; `nil` for what the other options say.
    var scenarioFile: String?
    /// Files that are published; without any, something is made up.
    var clips: [String] = []
    /// What is made up to be published.
    var pattern = MediaPattern()
    /// What is wrong, each in a sentence.
    private(set) var mistakes: [String] = []
    /// Whether somebody only wants to know how this is used.
    private(set) var wantsHelp = false

    /// Reads arguments: `--name value` or `--name=value`.
    init(_ arguments: [String]) {
        var rest = arguments[...]
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
        plan.programme = Programme(pattern)
        plan.manners.firstViewer = plan.publishers
        plan.manners.knowsPayloads = plan.publishers > 0
        judge()
    }

    private mutating func take(_ value: String?, for option: LoadOption) {
        guard let value else { return mistakes.append("\(option.name) needs \(option.meaning)") }
        guard !option.take(value, &self) else { return }
        mistakes.append("\(option.name) takes \(option.meaning), not \"\(value)\"")
    }

    /// Looks for what does not go together.
    private mutating func judge() {
        if plan.viewers > 0, plan.whep == nil { mistakes.append("--viewers needs --whep, where they ask") }
        if plan.publishers > 0, plan.whip == nil {
            mistakes.append("--publishers needs --whip, where they ask")
        }
        if plan.viewers + plan.publishers == 0, scenarioFile == nil {
            mistakes.append("there is nobody to come; --help says more")
        }
        if plan.publishers > 0, plan.programme.tracks.isEmpty, clips.isEmpty {
            mistakes.append("publishers have neither --video-rate nor --audio-rate")
        }
    }

    /// How it is used.
    static var help: String {
        let width = table.map(\.name.count).max() ?? 0
        let lines = table.map { option in
            "  \(option.name)\(String(repeating: " ", count: width - option.name.count + 2))\(option.purpose)"
        }
        return """
            loadtest lets WebRTC peers publish to a server by WHIP and play from it by WHEP, and says how they fared.

              loadtest --whip http://localhost:8080/whip/talk --whep http://localhost:8080/whep/talk --viewers 100

            \(lines.joined(separator: "\n"))
            """
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
        LoadOption("--key", "a text", "sent as a bearer token with every request") { text, options in
            options.plan.bearer = text
            return !text.isEmpty
        },
        .time("--ramp", "how long viewers take to come (10s)", \.plan.ramp),
        .time("--duration", "how long all stay then (60s)", \.plan.duration),
        LoadOption("--video-codec", "vp8 or h264", "what publishers send (vp8)") { text, options in
            let codecs: [String: CodecCapability] = [
                "vp8": .vp8, "h264": .h264(.constrainedBaseline, packetizationMode: 1),
            ]
            options.pattern.videoCodec = codecs[text] ?? .vp8
            return codecs[text] != nil
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
            "--verify", "every so many-th viewer opens packets with libsrtp2 too (100); 0 for none",
            \.plan.manners.verifyEvery),
        .number(
            "--watch",
            "every so many-th viewer looks at frames after its first one; the others only open and report packets (1)",
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
            "--clip", "a file",
            "IVF, H.264 or Ogg Opus that publishers send instead, round and round; may be repeated"
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
        LoadOption("--ws", "a URL", "stages; not there yet") { text, options in
            options.mistakes.append("--ws: members of stages are not there yet")
            return true
        },
        LoadOption("--hls", "a URL", "HLS players; not there yet") { text, options in
            options.mistakes.append("--hls: HLS players are not there yet")
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
