/// Rules for media playlists (§4.4.3 to §4.4.5).
struct MediaRules {
    /// What is wrong.
    private(set) var complaints: [PlaylistLinter.Complaint]
    /// The playlist as a player reads it, and its lines.
    private let playlist: ReadPlaylist
    private let lines: [PlaylistLine]

    init(_ text: String, _ lines: [PlaylistLine]) {
        complaints = SyntaxRules(lines).complaints
        playlist = ReadPlaylist(text)
        self.lines = lines
        judgeHead()
        judgeControl()
        judgeSegments()
        judgeParts()
        judgeDates()
        complaints += DateRules(lines, isLive: !playlist.isEnded, target: target / 100_000).complaints
        judgeTail()
    }

    private mutating func add(_ rule: PlaylistRule, _ line: Int = 0) {
        complaints.append(PlaylistLinter.Complaint(rule: rule, line: line))
    }

    private func lines(_ tag: String) -> [PlaylistLine] { lines.filter { $0.tag == tag } }
    private var target: Int { (playlist.targetDuration ?? 0) * 100_000 }
    private var hasParts: Bool { !lines("PART").isEmpty }

    private mutating func judgeHead() {
        let targets = lines("TARGETDURATION")
        if targets.count != 1 || (playlist.targetDuration ?? 0) < 1 {
            add(.targetDuration, targets.first?.number ?? 0)
        }
        let first = lines.first { ["EXTINF", "PART"].contains($0.tag) || $0.isURI }?.number ?? .max
        for tag in ["MEDIA-SEQUENCE", "DISCONTINUITY-SEQUENCE"] {
            let found = lines(tag)
            if found.count > 1 || found.contains(where: { $0.number > first }) {
                add(.sequenceFirst, found[0].number)
            }
        }
        let skips = lines("SKIP")
        if skips.count > 1 || !skips.isEmpty && playlist.skipped < 1
            || skips.contains(where: { $0.number > first })
        {
            add(.skip, skips[0].number)
        }
        if !playlist.isEnded, let type = lines("PLAYLIST-TYPE").first { add(.playlistType, type.number) }
    }

    private mutating func judgeControl() {
        let control = playlist.serverControl ?? [:]
        func time(_ name: String) -> Int? { control[name].flatMap(ReadPlaylist.time) }
        let line = lines("SERVER-CONTROL").first?.number ?? 0
        if let held = time("HOLD-BACK"), held < 3 * target { add(.holdBack, line) }
        if let until = time("CAN-SKIP-UNTIL"), until < 6 * target { add(.canSkipUntil, line) }
        if hasParts, playlist.partTarget == nil { add(.partTarget) }
        guard let partTarget = playlist.partTarget else { return }
        if (time("PART-HOLD-BACK") ?? 0) < 3 * partTarget { add(.partHoldBack, line) }
        if control["CAN-BLOCK-RELOAD"] != "YES" { add(.blockingReload, line) }
    }

    private mutating func judgeSegments() {
        let named = lines.filter { $0.isURI || $0.tag == "EXTINF" }
        for (index, line) in named.enumerated() where !line.isURI {
            // Other tags may stand between the two.
            if index + 1 >= named.count || !named[index + 1].isURI { add(.segmentURI, line.number) }
        }
        if lines.count(where: \.isURI) > lines("EXTINF").count { add(.segmentURI) }
        for segment in playlist.segments where segment.uri != nil {
            if segment.duration + 50_000 >= target + 100_000 { add(.segmentDuration, segment.line) }
            if segment.initialization == nil, playlist.skipped == 0 { add(.initialization, segment.line) }
            if playlist.isKeyframesOnly, segment.byteRange == nil, !segment.isGap {
                add(.keyframeRange, segment.line)
            }
        }
        let uris = playlist.segments.flatMap { segment in
            // A range of a file is a resource of its own.
            [segment.uri].compactMap(\.self).map { $0 + (segment.byteRange.map { "@" + $0 } ?? "") }
                + segment.parts.map(\.uri)
        }
        if Set(uris).count < uris.count { add(.sameURI) }
    }

    private mutating func judgeParts() {
        guard hasParts else { return }
        if lines("PART").contains(where: { $0.attributes?["URI"] == nil || $0.attributes?["DURATION"] == nil }
        ) {
            add(.partAttributes)
        }
        for segment in playlist.segments where !segment.parts.isEmpty {
            judgeParts(of: segment)
        }
        judgeOldParts()
    }

    private mutating func judgeParts(of segment: ReadPlaylist.Segment) {
        guard let partTarget = playlist.partTarget else { return }
        for (index, part) in segment.parts.enumerated() {
            if part.duration > partTarget { add(.partDuration, segment.line) }
            // The last of a finished segment may be short; the last of an unfinished one may turn out to be that.
            let isLast = index == segment.parts.count - 1
            let precedesGap = !isLast && segment.parts[index + 1].isGap
            guard !isLast, !precedesGap, !part.isIndependent, !part.isGap else { continue }
            if part.duration * 100 < partTarget * 85 { add(.shortPart, segment.line) }
        }
        guard segment.uri != nil else { return }
        if !segment.parts.contains(where: { $0.isIndependent || $0.isGap }) {
            add(.independence, segment.line)
        }
        // Each number was cut off at the fifth decimal.
        let sum = segment.parts.reduce(0) { $0 + $1.duration }
        if abs(sum - segment.duration) > segment.parts.count + 1 { add(.partSum, segment.line) }
    }

    private mutating func judgeOldParts() {
        var fromEnd = 0
        for segment in playlist.segments.reversed() {
            let length = segment.uri == nil ? segment.parts.reduce(0) { $0 + $1.duration } : segment.duration
            // A segment that reaches into the last three target durations keeps its parts.
            if fromEnd > 3 * target, !segment.parts.isEmpty { add(.oldParts, segment.line) }
            fromEnd += length
        }
    }

    private mutating func judgeDates() {
        for line in lines("PROGRAM-DATE-TIME") where ReadPlaylist.milliseconds(line.value) == nil {
            add(.dateForm, line.number)
        }
        guard !playlist.isEnded else { return }
        if !playlist.segments.isEmpty, !playlist.segments.contains(where: { $0.date != nil }) { add(.date) }
        for (segment, next) in zip(playlist.segments, playlist.segments.dropFirst())
        where !next.isDiscontinuous && !segment.isGap {
            guard let date = segment.date, let following = next.date else { continue }
            // Half a second: nothing may be ambiguous by more.
            if abs(following - date - segment.duration / 100) > 500 { add(.date, next.line) }
        }
    }

    private mutating func judgeTail() {
        let hints = lines("PRELOAD-HINT")
        if playlist.isEnded {
            if let hint = hints.first { add(.hintAtEnd, hint.number) }
        } else if playlist.partTarget != nil, hints.count(where: { $0.attributes?["TYPE"] == "PART" }) != 1 {
            add(.hint, hints.first?.number ?? 0)
        }
        for report in lines("RENDITION-REPORT") {
            let uri = report.attributes?["URI"] ?? ""
            if uri.isEmpty || uri.contains("://") || Int(report.attributes?["LAST-MSN"] ?? "") == nil {
                add(.report, report.number)
            }
        }
    }
}
