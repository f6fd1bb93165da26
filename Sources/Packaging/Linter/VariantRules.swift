/// Rules for the media playlists of one stream (§6.2.4): a player that changes from one to another goes on at the same time.
struct VariantRules {
    /// What is wrong.
    private(set) var complaints: [PlaylistLinter.Complaint] = []

    /// A stretch of time, in milliseconds since 1970, and how many discontinuities lie before it.
    private struct Stretch {
        let start: Int, end: Int
        let discontinuities: Int
    }

    /// How much of two segments must be of one time: a keyframe may be late by as much as a packager waits for it.
    private static let overlap = 1500

    init(_ playlists: [ReadPlaylist]) {
        guard let first = playlists.first else { return }
        if playlists.contains(where: { $0.targetDuration != first.targetDuration }) { add(.acrossTargets) }
        let dated = playlists.map { playlist in playlist.segments.contains { $0.date != nil } }
        if Set(dated).count > 1 { add(.acrossDates) }
        let all = playlists.map { Self.stretches(of: $0) }
        for (index, one) in all.enumerated() {
            for other in all.dropFirst(index + 1) where !Self.agree(one, other) {
                add(.acrossDiscontinuities)
            }
        }
    }

    private mutating func add(_ rule: PlaylistRule) {
        complaints.append(PlaylistLinter.Complaint(rule: rule, line: 0))
    }

    private static func stretches(of playlist: ReadPlaylist) -> [Stretch] {
        var count = playlist.discontinuitySequence
        var stretches: [Stretch] = []
        for segment in playlist.segments {
            if segment.isDiscontinuous { count += 1 }
            // What is not there is of no time.
            guard let date = segment.date, !segment.isGap, segment.uri != nil else { continue }
            stretches.append(
                Stretch(start: date, end: date + segment.duration / 100, discontinuities: count))
        }
        return stretches
    }

    private static func agree(_ one: [Stretch], _ other: [Stretch]) -> Bool {
        one.allSatisfy { stretch in
            other.allSatisfy { same in
                min(stretch.end, same.end) - max(stretch.start, same.start) < overlap
                    || stretch.discontinuities == same.discontinuities
            }
        }
    }
}
