internal import Packaging

/// Where in a rendition a player is: a segment, and how many parts of it it has.
struct HLSPlace: Hashable, Comparable {
    /// The segment's media sequence number.
    let segment: Int
    /// The part's place in it, from 0 on.
    let part: Int

    /// A place.
    init(segment: Int, part: Int) {
        self.segment = segment
        self.part = part
    }

    /// Whether one comes before another.
    static func < (one: HLSPlace, other: HLSPlace) -> Bool {
        (one.segment, one.part) < (other.segment, other.part)
    }

    /// What comes next after all that a playlist has: its unfinished segment's next part, or the next segment; `nil` when it
    /// has nothing.
    init?(after playlist: ReadPlaylist) {
        guard let last = playlist.segments.last else { return nil }
        self =
            last.uri == nil
            ? HLSPlace(segment: last.number, part: last.parts.count)
            : HLSPlace(segment: last.number &+ 1, part: 0)
    }

    /// Where a player begins: at the last place that can be played by itself and is as far from the end as the server
    /// wants players to be (RFC 8216bis §4.4.3.8, §6.3.3); at the beginning of what has ended. `nil` when there is
    /// nothing.
    init?(startOf playlist: ReadPlaylist, byParts: Bool) {
        guard let first = playlist.segments.first else { return nil }
        let beginning = HLSPlace(segment: first.number, part: 0)
        guard !playlist.isEnded else {
            self = beginning
            return
        }
        let usesParts = byParts && playlist.partTarget != nil
        let target = min(max(playlist.targetDuration ?? 1, 1), 3600) * 100_000
        let distance =
            usesParts
            ? playlist.partHoldBack ?? 3 * (playlist.partTarget ?? 0) : playlist.holdBack ?? 3 * target
        var best = beginning
        var fromEnd = 0
        for segment in playlist.segments.reversed() {
            guard segment.uri != nil || usesParts else { continue }
            // How long the parts are that come before one, of all parts at first.
            var before = segment.parts.reduce(0) { $0 + $1.duration }
            let length = segment.uri == nil ? before : segment.duration
            for index in segment.parts.indices.reversed() where usesParts {
                before -= segment.parts[index].duration
                guard segment.parts[index].isIndependent, fromEnd + length - before >= distance else {
                    continue
                }
                self = HLSPlace(segment: segment.number, part: index)
                return
            }
            fromEnd += length
            best = HLSPlace(segment: segment.number, part: 0)
            if fromEnd >= distance { break }
        }
        self = best
    }
}
