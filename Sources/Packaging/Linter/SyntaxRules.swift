/// Rules for every playlist: its first line, its version, its attributes.
struct SyntaxRules {
    /// What is wrong.
    private(set) var complaints: [PlaylistLinter.Complaint] = []

    /// Tags whose value is a list of attributes.
    private static let listed: Set = [
        "PART-INF", "SERVER-CONTROL", "PART", "MAP", "PRELOAD-HINT", "RENDITION-REPORT", "SKIP", "MEDIA",
        "STREAM-INF", "I-FRAME-STREAM-INF", "START", "DATERANGE",
    ]

    init(_ lines: [PlaylistLine]) {
        if lines.first != PlaylistLine(tag: "EXTM3U", value: "", number: 1) { add(.header, 1) }
        if lines.count(where: { $0.tag == "VERSION" }) > 1 { add(.oneVersion, 0) }
        let version = lines.first { $0.tag == "VERSION" }.flatMap { Int($0.value) } ?? 1
        for line in lines {
            if version < Self.needed(line, lines) { add(.version, line.number) }
            if Self.listed.contains(line.tag), line.attributes == nil { add(.attributes, line.number) }
        }
    }

    /// The version that a tag needs (§8).
    private static func needed(_ line: PlaylistLine, _ lines: [PlaylistLine]) -> Int {
        switch line.tag {
        case "MAP": lines.contains { $0.tag == "I-FRAMES-ONLY" } ? 5 : 6
        case "SKIP": line.attributes?["RECENTLY-REMOVED-DATERANGES"] == nil ? 9 : 10
        case "BYTERANGE", "I-FRAMES-ONLY": 4
        case "EXTINF": line.value.contains(".") ? 3 : 1
        default: 1
        }
    }

    private mutating func add(_ rule: PlaylistRule, _ line: Int) {
        complaints.append(PlaylistLinter.Complaint(rule: rule, line: line))
    }
}
