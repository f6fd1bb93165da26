/// Rules for multivariant playlists (§4.4.6).
struct MultivariantRules {
    /// What is wrong.
    private(set) var complaints: [PlaylistLinter.Complaint]

    /// Tags that only media playlists have.
    private static let foreign: Set = [
        "EXTINF", "TARGETDURATION", "MEDIA-SEQUENCE", "PART", "PART-INF", "MAP", "ENDLIST", "DISCONTINUITY",
    ]

    init(_ lines: [PlaylistLine]) {
        complaints = SyntaxRules(lines).complaints
        let variants = lines.filter { $0.tag == "STREAM-INF" }
        let uris = lines.filter(\.isURI)
        if Set(uris.map(\.value)).count < uris.count { complaints.append(.init(rule: .sameVariant, line: 0)) }
        let groups = Set(lines.filter { $0.tag == "MEDIA" }.compactMap { $0.attributes?["GROUP-ID"] })
        for (index, line) in lines.enumerated() {
            if Self.foreign.contains(line.tag) { add(.multivariantTag, line) }
            guard line.tag == "STREAM-INF" else { continue }
            let attributes = line.attributes ?? [:]
            if Int(attributes["BANDWIDTH"] ?? "") ?? 0 < 1 || attributes["CODECS"] == nil {
                add(.bandwidth, line)
            }
            if variants.count > 1, attributes["RESOLUTION"] == nil || attributes["FRAME-RATE"] == nil {
                add(.variantChoice, line)
            }
            if index + 1 >= lines.count || !lines[index + 1].isURI { add(.variantURI, line) }
            if let group = attributes["AUDIO"], !groups.contains(group) { add(.group, line) }
        }
    }

    private mutating func add(_ rule: PlaylistRule, _ line: PlaylistLine) {
        complaints.append(PlaylistLinter.Complaint(rule: rule, line: line.number))
    }
}
