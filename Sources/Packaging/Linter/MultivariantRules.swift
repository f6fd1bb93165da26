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
        let variants = zip(lines, lines.dropFirst()).filter { $0.tag == "STREAM-INF" && $1.isURI }
        // The same pictures may be there with sound of several groups.
        let names = variants.map { "\($1.value) \($0.attributes?["AUDIO"] ?? "")" }
        if Set(names).count < names.count { complaints.append(.init(rule: .sameVariant, line: 0)) }
        let pictures = Set(variants.filter { Self.hasPictures($0.0) }.map { $0.1.value })
        let choices = Dictionary(uniqueKeysWithValues: variants.map { ($0.number, $1.value) })
        let groups = Set(lines.filter { $0.tag == "MEDIA" }.compactMap { $0.attributes?["GROUP-ID"] })
        for (index, line) in lines.enumerated() {
            if Self.foreign.contains(line.tag) { add(.multivariantTag, line) }
            guard line.tag == "STREAM-INF" else { continue }
            let attributes = line.attributes ?? [:]
            if Int(attributes["BANDWIDTH"] ?? "") ?? 0 < 1 || attributes["CODECS"] == nil {
                add(.bandwidth, line)
            }
            if pictures.count > 1, pictures.contains(choices[line.number] ?? ""),
                attributes["RESOLUTION"] == nil || attributes["FRAME-RATE"] == nil
            {
                add(.variantChoice, line)
            }
            if index + 1 >= lines.count || !lines[index + 1].isURI { add(.variantURI, line) }
            if let group = attributes["AUDIO"], !groups.contains(group) { add(.group, line) }
        }
    }

    /// Whether a variant is of more than sound, as far as its codecs tell.
    private static func hasPictures(_ variant: PlaylistLine) -> Bool {
        let codecs = variant.attributes?["CODECS"]?.split(separator: ",") ?? []
        return codecs.contains { codec in !["opus", "mp4a"].contains { codec.hasPrefix($0) } }
    }

    private mutating func add(_ rule: PlaylistRule, _ line: PlaylistLine) {
        complaints.append(PlaylistLinter.Complaint(rule: rule, line: line.number))
    }
}
