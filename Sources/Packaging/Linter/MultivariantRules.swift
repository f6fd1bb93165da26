/// Rules for multivariant playlists (§4.4.6).
struct MultivariantRules {
    /// What is wrong.
    private(set) var complaints: [PlaylistLinter.Complaint]

    /// Tags that only media playlists have.
    private static let foreign: Set = [
        "EXTINF", "TARGETDURATION", "MEDIA-SEQUENCE", "PART", "PART-INF", "MAP", "ENDLIST", "DISCONTINUITY",
    ]

    init(_ text: String, _ lines: [PlaylistLine]) {
        complaints = SyntaxRules(text, lines).complaints
        let groups = Set(lines.filter { $0.tag == "MEDIA" }.compactMap { $0.attributes?["GROUP-ID"] })
        for (index, line) in lines.enumerated() {
            if Self.foreign.contains(line.tag) { add(.multivariantTag, line) }
            guard line.tag == "STREAM-INF" else { continue }
            let attributes = line.attributes ?? [:]
            if Int(attributes["BANDWIDTH"] ?? "") ?? 0 < 1 || attributes["CODECS"] == nil {
                add(.bandwidth, line)
            }
            if index + 1 >= lines.count || !lines[index + 1].isURI { add(.variantURI, line) }
            if let group = attributes["AUDIO"], !groups.contains(group) { add(.group, line) }
        }
    }

    private mutating func add(_ rule: PlaylistRule, _ line: PlaylistLine) {
        complaints.append(PlaylistLinter.Complaint(rule: rule, line: line.number))
    }
}
