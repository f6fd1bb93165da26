/// Rules for what ties a playlist to dates and moments: `EXT-X-START` (§4.4.2.2) and `EXT-X-DATERANGE` (§4.4.5.1).
struct DateRules {
    /// What is wrong.
    private(set) var complaints: [PlaylistLinter.Complaint] = []

    init(_ lines: [PlaylistLine], isLive: Bool, target: Int) {
        let starts = lines.filter { $0.tag == "START" }
        for start in starts {
            let offset = start.attributes?["TIME-OFFSET"].flatMap { Double($0) }
            let isNearEnd = isLive && offset.map { $0 < 0 && -$0 < Double(3 * target) } ?? false
            if offset == nil || starts.count > 1 || isNearEnd { add(.start, start) }
        }
        let ranges = lines.filter { $0.tag == "DATERANGE" }
        let isDated = lines.contains { $0.tag == "PROGRAM-DATE-TIME" }
        for range in ranges where !isDated || !Self.isSound(range.attributes ?? [:]) {
            add(.dateRange, range)
        }
        let identifiers = ranges.compactMap { $0.attributes?["ID"] }
        if let first = ranges.first, Set(identifiers).count < identifiers.count { add(.sameDateRange, first) }
    }

    private mutating func add(_ rule: PlaylistRule, _ line: PlaylistLine) {
        complaints.append(PlaylistLinter.Complaint(rule: rule, line: line.number))
    }

    private static func isSound(_ attributes: [String: String]) -> Bool {
        guard !(attributes["ID"] ?? "").isEmpty, let date = attributes["START-DATE"],
            ReadPlaylist.milliseconds(date) != nil
        else { return false }
        return attributes["DURATION"].map { (Double($0) ?? -1) >= 0 } ?? true
    }
}
