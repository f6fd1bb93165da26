internal import Links

extension Scenario {
    /// Every mistake in a scenario's file.
    public struct Mistakes: Error, Equatable, Sendable, CustomStringConvertible {
        /// At least one, in the order of the file as far as that can be told.
        public let all: [ScenarioMistake]

        /// One mistake a line.
        public var description: String { all.map(\.description).joined(separator: "\n") }
    }

    /// Reads a scenario from the contents of its file.
    public static func parse(_ file: [UInt8]) -> Result<Scenario, Mistakes> {
        switch JSONReader.read(file) {
        case .failure(let failure):
            let mistake = ScenarioMistake(
                line: failure.line, key: "", found: "this is no JSON", accepts: failure.expected)
            return .failure(Mistakes(all: [mistake]))
        case .success(let value): return parse(value)
        }
    }

    static func parse(_ value: JSONValue) -> Result<Scenario, Mistakes> {
        var reader = ScenarioReader()
        let scenario = reader.scenario(value)
        guard let scenario, reader.mistakes.isEmpty else { return .failure(Mistakes(all: reader.mistakes)) }
        return .success(scenario)
    }
}

extension ScenarioReader {
    fileprivate mutating func scenario(_ value: JSONValue) -> Scenario? {
        guard let table = table(value, "", members: ["name", "seed", "groups"]) else { return nil }
        let name = required("name", in: table, accepts: "a text", \.string)
        let seed = optional("seed", in: table, accepts: "a whole number from 0 on") {
            $0.whole.flatMap(UInt64.init(exactly:))
        }
        let values = required("groups", in: table, accepts: "a list of at least one group", Self.filledList)
        let groups = (values ?? []).enumerated().compactMap { group($0.element, "groups[\($0.offset)]") }
        return Scenario(name: name ?? "", seed: seed ?? 1, groups: groups)
    }

    private mutating func group(_ value: JSONValue, _ key: String) -> PeerGroup? {
        let names = ["name", "role", "url", "clips", "files", "impairment", "stage", "phases"]
        guard let table = table(value, key, members: names) else { return nil }
        let name = required("name", in: table, accepts: "a text", \.string)
        let roles = PeerGroup.Role.allCases.map(\.rawValue).joined(separator: ", ")
        let role = required("role", in: table, accepts: roles) {
            $0.string.flatMap(PeerGroup.Role.init(rawValue:))
        }
        let schemes = ["http://", "https://", "ws://", "wss://"]
        let url = required(
            "url", in: table, accepts: "an address that begins with http:// or https://, ws:// or wss://"
        ) {
            $0.string.flatMap { text in schemes.contains { text.hasPrefix($0) } ? text : nil }
        }
        let files = optional("files", in: table, accepts: "a list of paths") {
            $0.array?.compactMap(\.string)
        }
        let clips = list("clips", in: table).enumerated().compactMap {
            clip($0.element, "\(key).clips[\($0.offset)]")
        }
        let network = table["impairment"].flatMap { impairment($0, "\(key).impairment") }
        let stage = table["stage"].flatMap { self.stage($0, "\(key).stage") }
        let values = required("phases", in: table, accepts: "a list of at least one phase", Self.filledList)
        let phases = (values ?? []).enumerated().compactMap {
            phase($0.element, "\(key).phases[\($0.offset)]")
        }
        return PeerGroup(
            name: name ?? "", role: role ?? .watch, url: url ?? "", clips: clips, files: files ?? [],
            up: network?.up, down: network?.down, stage: stage, phases: phases)
    }

    private mutating func stage(_ value: JSONValue, _ key: String) -> StagePlan? {
        guard let table = table(value, key, members: ["name", "size", "senders"]) else { return nil }
        var stage = StagePlan()
        if let name = optional("name", in: table, accepts: "a text", \.string) { stage.name = name }
        let size = optional(
            "size", in: table, accepts: "a whole number from 1 to 100000", Self.whole(1...100_000))
        if let size { (stage.size, stage.senders) = (size, size) }
        let senders = optional(
            "senders", in: table, accepts: "a whole number from 0 to 100000", Self.whole(0...100_000))
        if let senders { stage.senders = senders }
        return stage
    }

    /// A function that reads whole numbers of a range.
    private static func whole(_ range: ClosedRange<Int>) -> (JSONValue) -> Int? {
        { value in value.whole.flatMap { range ~= $0 ? $0 : nil } }
    }

    /// A list that is not empty.
    private static func filledList(_ value: JSONValue) -> [JSONValue]? {
        value.array.flatMap { $0.isEmpty ? nil : $0 }
    }

    private mutating func list(_ name: String, in table: Table) -> [JSONValue] {
        optional(name, in: table, accepts: "a list", \.array) ?? []
    }

    private mutating func clip(_ value: JSONValue, _ key: String) -> ClipRecipe? {
        let names = [
            "codec", "width", "height", "fps", "bitrate", "seconds", "keyframe_interval", "packet_ms",
        ]
        guard let table = table(value, key, members: names) else { return nil }
        let codecs = TrackCodec.allCases.map(\.rawValue).joined(separator: ", ")
        let codec = required("codec", in: table, accepts: codecs) {
            $0.string.flatMap(TrackCodec.init(rawValue:))
        }
        var recipe = ClipRecipe(codec ?? .h264)
        for (name, path, range) in Self.clipNumbers {
            let accepts = "a whole number from \(range.lowerBound) to \(range.upperBound)"
            let number = optional(name, in: table, accepts: accepts, Self.whole(range))
            if let number { recipe[keyPath: path] = number }
        }
        if let rate = optional("bitrate", in: table, accepts: Self.rateAccepted, Self.rate) {
            recipe.kilobitsPerSecond = max(rate / 1000, 1)
        }
        return recipe
    }

    private static var clipNumbers: [(String, WritableKeyPath<ClipRecipe, Int>, ClosedRange<Int>)] {
        [
            ("width", \.width, 16...7680), ("height", \.height, 16...4320),
            ("fps", \.framesPerSecond, 1...120),
            ("seconds", \.seconds, 1...600), ("keyframe_interval", \.keyframeInterval, 1...60),
            ("packet_ms", \.packetMilliseconds, 10...60),
        ]
    }

    private mutating func impairment(_ value: JSONValue, _ key: String) -> (
        up: LinkConditions?, down: LinkConditions?
    )? {
        guard let table = table(value, key, members: ["up", "down"]) else { return nil }
        let up = table["up"].flatMap { conditions($0, "\(key).up") }
        return (up, table["down"].flatMap { conditions($0, "\(key).down") })
    }

    private mutating func conditions(_ value: JSONValue, _ key: String) -> LinkConditions? {
        let names = ["loss", "burst", "delay", "jitter", "rate", "queue", "reordering", "duplication"]
        guard let table = table(value, key, members: names) else { return nil }
        var conditions = LinkConditions()
        let loss = optional("loss", in: table, accepts: Self.shareAccepted, Self.share)
        let burst = optional(
            "burst", in: table, accepts: "how many packets are lost in a row on average, 1 or more"
        ) {
            $0.number.flatMap { 1...10_000 ~= $0 ? $0 : nil }
        }
        if burst != nil, loss == nil {
            refuse(
                line: table.line, table.key(of: "loss"), found: "it is missing beside burst",
                accepts: Self.shareAccepted)
        }
        if let loss { conditions.loss = burst.map { .bursts(average: loss, length: $0) } ?? .random(loss) }
        conditions.delay = optional("delay", in: table, accepts: Self.timeAccepted, Self.time) ?? .zero
        conditions.jitter = optional("jitter", in: table, accepts: Self.timeAccepted, Self.time) ?? .zero
        conditions.bitsPerSecond = optional("rate", in: table, accepts: Self.rateAccepted, Self.rate)
        if let queue = optional(
            "queue", in: table, accepts: "how many octets may wait",
            { $0.whole.flatMap { $0 > 0 ? $0 : nil } })
        {
            conditions.queueByteCount = queue
        }
        conditions.reordering =
            optional("reordering", in: table, accepts: Self.shareAccepted, Self.share) ?? 0
        conditions.duplication =
            optional("duplication", in: table, accepts: Self.shareAccepted, Self.share) ?? 0
        return conditions
    }

    /// A phase is an object whose first member says which it is: `{"ramp": 100, "over": "10s"}`.
    private mutating func phase(_ value: JSONValue, _ key: String) -> Phase? {
        let accepts = """
            {"ramp": 100, "over": "10s"}, {"hold": "60s"}, {"crowd": 1000, "within": "2s"}, \
            {"churn": "60s", "stay": "10s", "away": "2s"} or {"drop": "5s"}
            """
        let kinds = [
            "ramp": ["over"], "hold": [], "crowd": ["within"], "churn": ["stay", "away"], "drop": [],
        ]
        let found = (value.members ?? []).compactMap { kinds[$0.name] == nil ? nil : $0.name }
        guard found.count == 1, let kind = found.first, let others = kinds[kind],
            let table = table(value, key, members: [kind] + others)
        else {
            if found.count != 1 { refuse(line: value.line, key, found: "this is no phase", accepts: accepts) }
            return nil
        }
        switch kind {
        case "ramp": return .ramp(to: count(kind, in: table), over: time("over", in: table))
        case "crowd": return .crowd(to: count(kind, in: table), within: time("within", in: table))
        case "churn":
            return .churn(time(kind, in: table), stay: time("stay", in: table), away: time("away", in: table))
        case "drop": return .drop(away: time(kind, in: table))
        default: return .hold(time(kind, in: table))
        }
    }

    private mutating func count(_ name: String, in table: Table) -> Int {
        required(name, in: table, accepts: "how many peers there will be, 0 to 100000") {
            $0.whole.flatMap { 0...100_000 ~= $0 ? $0 : nil }
        } ?? 0
    }
}
