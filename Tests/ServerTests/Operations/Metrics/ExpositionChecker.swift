/// Reads Prometheus' text format 0.0.4 and says which of its rules a text breaks.
///
/// Stricter than scrapers are: besides what https://prometheus.io/docs/instrumenting/exposition_formats/ demands, it
/// holds us to the naming advice (counters end in `_total`, every family has a help text).
struct ExpositionChecker {
    /// What is wrong, in order.
    private(set) var complaints: [String] = []
    /// Every sample's value by its whole series name.
    private(set) var samples: [String: Double] = [:]
    /// The families announced so far, with their type.
    private var kinds: [String: String] = [:]
    /// Families with a help text.
    private var helps: Set<String> = []
    /// The family whose samples stand here.
    private var current = ""
    /// Each family's histograms by their labels, and the buckets of each, in order.
    private var buckets: [String: [String: [(bound: String, count: Double)]]] = [:]

    init(_ text: String) {
        if !text.isEmpty, !text.hasSuffix("\n") { complaints.append("the last line has no line feed") }
        for line in text.split(separator: "\n", omittingEmptySubsequences: true) { check(line) }
        for name in kinds.keys where !helps.contains(name) { complaints.append("\(name) has no HELP") }
        for (name, kind) in kinds where kind == "histogram" { checkHistogram(name) }
    }

    private mutating func check(_ line: Substring) {
        if let rest = line.dropping(prefix: "# HELP ") {
            let name = rest.prefix { $0 != " " }
            current = String(name)
            if !helps.insert(current).inserted { complaints.append("\(name) has HELP twice") }
            if rest.dropFirst(name.count + 1).isEmpty { complaints.append("\(name) has an empty HELP") }
        } else if let rest = line.dropping(prefix: "# TYPE ") {
            checkType(rest.split(separator: " ").map(String.init))
        } else if line.first != "#" {
            checkSample(line)
        }
    }

    private mutating func checkType(_ words: [String]) {
        guard words.count == 2, ["counter", "gauge", "histogram"].contains(words[1]) else {
            complaints.append("TYPE is malformed: \(words)")
            return
        }
        if words[0] != current { complaints.append("\(words[0]) has TYPE without HELP before it") }
        if kinds.updateValue(words[1], forKey: words[0]) != nil {
            complaints.append("\(words[0]) has TYPE twice")
        }
        if (words[1] == "counter") != words[0].hasSuffix("_total") {
            complaints.append("\(words[0]) is a \(words[1]): counters, and only they, end in _total")
        }
        if words[0].contains(#/[^a-z0-9_]/#) { complaints.append("\(words[0]) is no name") }
    }

    private mutating func checkSample(_ line: Substring) {
        let pattern = #/(?<name>[a-z_:][a-z0-9_:]*)(?:\{(?<labels>.*)\})? (?<value>\S+)/#
        guard let match = line.wholeMatch(of: pattern),
            let value = Double(match.value.replacing("+Inf", with: "inf"))
        else {
            complaints.append("not a sample: \(line)")
            return
        }
        let name = String(match.name)
        let labels = readLabels(match.labels ?? "")
        checkFamily(of: name, value: value, labels: labels)
        let series = labels.isEmpty ? name : "\(name){\(match.labels ?? "")}"
        if samples.updateValue(value, forKey: series) != nil { complaints.append("\(series) comes twice") }
    }

    private mutating func checkFamily(of name: String, value: Double, labels: [(String, String)]) {
        var family = name
        if kinds[family] == nil, let suffix = ["_bucket", "_sum", "_count"].first(where: name.hasSuffix) {
            family = String(name.dropLast(suffix.count))
            if kinds[family] != "histogram" { complaints.append("\(name) belongs to no histogram") }
            if suffix == "_bucket" {
                let bound = labels.first { $0.0 == "le" }?.1
                let others = labels.filter { $0.0 != "le" }.map { "\($0.0)=\"\($0.1)\"" }
                let series = others.isEmpty ? "" : "{\(others.joined(separator: ","))}"
                buckets[family, default: [:]][series, default: []].append((bound ?? "", value))
            }
        }
        if kinds[family] == nil || family != current {
            complaints.append("\(name) stands outside its family")
        }
        if kinds[family] != "gauge", value < 0 { complaints.append("\(name) counts below zero") }
    }

    private mutating func readLabels(_ text: Substring) -> [(String, String)] {
        let pattern = #/(?<name>[a-z_][a-z0-9_]*)="(?<value>(?:[^"\\\n]|\\["\\n])*)",?/#
        var labels: [(String, String)] = []
        var rest = text
        while let match = rest.prefixMatch(of: pattern) {
            labels.append((String(match.name), String(match.value)))
            rest = rest[match.range.upperBound...]
        }
        if !rest.isEmpty { complaints.append("not labels: \(text)") }
        if Set(labels.map(\.0)).count != labels.count { complaints.append("a label comes twice: \(text)") }
        return labels
    }

    private mutating func checkHistogram(_ name: String) {
        for (series, buckets) in buckets[name] ?? ["": []] {
            let bounds = buckets.map { $0.bound == "+Inf" ? Double.infinity : Double($0.bound) ?? .nan }
            if buckets.last?.bound != "+Inf" { complaints.append("\(name) has no +Inf bucket at its end") }
            if !zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 }) {
                complaints.append("\(name)'s buckets do not ascend")
            }
            if !zip(buckets, buckets.dropFirst()).allSatisfy({ $0.count <= $1.count }) {
                complaints.append("\(name)'s buckets are not cumulative")
            }
            if samples["\(name)_count\(series)"] != buckets.last?.count {
                complaints.append("\(name)'s count is not its +Inf")
            }
            if samples["\(name)_sum\(series)"] == nil { complaints.append("\(name) has no sum") }
        }
    }
}

extension Substring {
    /// The rest behind `prefix`, or `nil` when the text does not begin with it.
    fileprivate func dropping(prefix: String) -> Substring? {
        hasPrefix(prefix) ? dropFirst(prefix.count) : nil
    }
}
