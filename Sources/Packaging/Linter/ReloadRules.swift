/// Rules for a playlist that is loaded again (§6.2.1).
struct ReloadRules {
    /// What is wrong.
    private(set) var complaints: [PlaylistLinter.Complaint] = []

    init(_ earlier: ReadPlaylist, _ later: ReadPlaylist) {
        if earlier.targetDuration != later.targetDuration || earlier.partTarget != later.partTarget
            || earlier.serverControl != later.serverControl
        {
            add(.reloadTargets)
        }
        if later.mediaSequence < earlier.mediaSequence || !Self.agrees(earlier, later) { add(.reloadOrder) }
        let removed = earlier.segments.filter { $0.number < later.mediaSequence && $0.isDiscontinuous }.count
        if earlier.skipped == 0, later.discontinuitySequence != earlier.discontinuitySequence + removed {
            add(.reloadDiscontinuity)
        }
        if earlier.isEnded, earlier.segments != later.segments { add(.reloadEnd) }
        // A stream's first number need not be 0, so that only a second look tells that something was removed.
        let length = later.segments.reduce(0) { $0 + $1.duration }
        if later.mediaSequence > earlier.mediaSequence, !later.isEnded, later.skipped == 0,
            length < 3 * (later.targetDuration ?? 0) * 100_000
        {
            add(.length)
        }
        judgeHint(earlier, later)
    }

    private mutating func add(_ rule: PlaylistRule) {
        complaints.append(PlaylistLinter.Complaint(rule: rule, line: 0))
    }

    /// Whether segments that are in both are the same, and no part of one went but for all of them.
    private static func agrees(_ earlier: ReadPlaylist, _ later: ReadPlaylist) -> Bool {
        let after = Dictionary(
            later.segments.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        return earlier.segments.allSatisfy { segment in
            guard let same = after[segment.number] else {
                return segment.number < later.mediaSequence + later.skipped || later.isEnded
            }
            guard segment.uri == nil || segment.uri == same.uri && segment.duration == same.duration else {
                return false
            }
            return same.parts.isEmpty || same.parts.starts(with: segment.parts)
        }
    }

    /// The part behind the last one of before must be where it was hinted at.
    private mutating func judgeHint(_ earlier: ReadPlaylist, _ later: ReadPlaylist) {
        guard let hint = earlier.hint, let last = earlier.segments.last, last.uri == nil else { return }
        let parts = later.segments.filter { $0.number >= last.number }.flatMap(\.parts).dropFirst(
            last.parts.count)
        // A segment may end without the part that was hinted at, which then is not there (§4.4.5.3).
        guard let first = parts.first,
            later.segments.first(where: { $0.number == last.number })?.parts.count ?? 0 > last.parts.count
        else { return }
        if first.uri != hint { add(.reloadHint) }
    }
}
