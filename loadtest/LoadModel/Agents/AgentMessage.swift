import HTTP
import Timing

/// What the machine that conducts a run and its agents say to each other: JSON objects, each with a `type`.
///
///     conductor                                     agent
///        │ ◄──────────────── hello ───────────────────  │   its version and name
///        │ ── ping ──► ◄── pong ──  several times       │   whose clock is ahead by how much
///        │ ───────────────── run ───────────────────►   │   the scenario, its part, and when it begins
///        │ ◄────────────── standing ──────────────────  │   each second
///        │ ◄─────────────── result ───────────────────  │   its figures
///        │ ───────────────── stop ──────────────────►   │   at any time: end early
///        │ ◄─────────────── refusal ──────────────────  │   at any time: why it cannot
enum AgentMessage: Equatable, Sendable {
    /// An agent that is ready.
    case hello(version: Int, name: String)
    /// What time is it? `sent` comes back.
    case ping(sent: Int64)
    /// It is `now` here.
    case pong(sent: Int64, now: Int64)
    /// Run a part of a scenario.
    case run(AgentTask)
    /// How the agent's part stands at a second of it.
    case standing(Moment)
    /// What its part found out, in all and of each group of the scenario.
    case result(RunFigures, groups: [RunFigures])
    /// End now and tell what there is.
    case stop
    /// This cannot be done.
    case refusal(String)

    /// No scenario has more groups.
    private static let mostGroups = 1000
    /// The version of all this; others are refused.
    static let version = 2
}

extension AgentMessage: JSONWritable {
    /// Writes an object.
    func write(to json: inout JSONText) {
        json.object { json in
            json.member("type", type)
            switch self {
            case .hello(let version, let name):
                json.member("version", version)
                json.member("name", name)
            case .ping(let sent): json.member("sent", String(sent))
            case .pong(let sent, let now):
                json.member("sent", String(sent))
                json.member("now", String(now))
            case .run(let task):
                json.member("scenario", task.scenario)
                json.member("part", task.part)
                json.member("parts", task.parts)
                json.member("start", String(task.start.nanoseconds))
                json.member("ahead", String(task.ahead.nanoseconds))
            case .standing(let moment): json.member("moment", moment)
            case .result(let figures, let groups):
                json.member("figures", figures)
                json.member("groups") { json in
                    json.array { json in
                        for group in groups { group.write(to: &json) }
                    }
                }
            case .stop: break
            case .refusal(let reason): json.member("reason", reason)
            }
        }
    }

    private var type: String {
        switch self {
        case .hello: "hello"
        case .ping: "ping"
        case .pong: "pong"
        case .run: "run"
        case .standing: "standing"
        case .result: "result"
        case .stop: "stop"
        case .refusal: "refusal"
        }
    }

    /// Reads a message; `nil` when it is none. Nanoseconds are texts, since JSON's numbers do not hold them all.
    init?(_ json: JSONValue) {
        func time(_ name: String) -> Int64? { json[name]?.string.flatMap { Int64($0) } }
        switch json["type"]?.string {
        case "hello":
            guard let version = json["version"]?.whole, let name = json["name"]?.string else { return nil }
            self = .hello(version: version, name: name)
        case "ping":
            guard let sent = time("sent") else { return nil }
            self = .ping(sent: sent)
        case "pong":
            guard let sent = time("sent"), let now = time("now") else { return nil }
            self = .pong(sent: sent, now: now)
        case "run":
            guard let value = json["scenario"], case .success(let scenario) = Scenario.parse(value),
                let part = json["part"]?.whole, let parts = json["parts"]?.whole, let start = time("start"),
                let ahead = time("ahead"), 1...1000 ~= parts, 0..<parts ~= part
            else { return nil }
            self = .run(
                AgentTask(
                    scenario: scenario, part: part, parts: parts, start: WallClock(nanoseconds: start),
                    ahead: .nanoseconds(ahead)))
        case "standing":
            guard let moment = json["moment"].flatMap({ Moment($0) }) else { return nil }
            self = .standing(moment)
        case "result":
            guard let figures = json["figures"].flatMap({ RunFigures($0) }) else { return nil }
            let groups = json["groups"]?.array?.map { RunFigures($0) } ?? []
            guard groups.count <= Self.mostGroups, groups.allSatisfy({ $0 != nil }) else { return nil }
            self = .result(figures, groups: groups.compactMap(\.self))
        case "stop": self = .stop
        case "refusal":
            guard let reason = json["reason"]?.string else { return nil }
            self = .refusal(reason)
        default: return nil
        }
    }
}
