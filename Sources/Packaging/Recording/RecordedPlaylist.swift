internal import Timing

/// The playlist of a finished recording's track: its segments are ranges of its files (RFC 8216bis §4.4.3.5, §4.4.4.2).
///
/// Addresses are relative and everything is a file, so that any web server can serve a copy of the recording's folder.
struct RecordedPlaylist {
    /// The lines.
    private var lines: PlaylistText
    /// What is written.
    private let rendition: RecordedRendition
    /// Whether there is an initialisation section for what follows; a gap needs one, too (RFC 8216bis §3.1.2).
    private var hasMap = false
    /// Whether of each segment only its keyframe is wanted.
    private let isKeyframesOnly: Bool

    /// The playlist.
    var text: String { lines.text }

    /// A playlist of one of several tracks; what this one lacks of a take is a gap as long as another's.
    init(
        _ rendition: RecordedRendition, of all: [RecordedRendition], _ markers: [Marker] = [],
        isKeyframesOnly: Bool = false
    ) {
        self.rendition = rendition
        self.isKeyframesOnly = isKeyframesOnly
        lines = PlaylistText(version: 6)
        lines.tag("TARGETDURATION", "\(Self.target(all))")
        lines.tag("MEDIA-SEQUENCE", "0")
        lines.tag("PLAYLIST-TYPE", "VOD")
        // Not in the multivariant playlist, though it may be there: ffmpeg takes one that has it for a media playlist.
        lines.tag("START", "TIME-OFFSET=0")
        if isKeyframesOnly { lines.tag("I-FRAMES-ONLY") }
        for marker in markers where rendition.includes(marker) { lines.tag("DATERANGE", marker.attributes) }
        for number in rendition.takes.indices {
            if number > 0 { lines.tag("DISCONTINUITY") }
            if let take = rendition.takes[number] {
                write(take)
            } else {
                writeGap(number, all)
            }
        }
        lines.tag("ENDLIST")
    }

    private mutating func write(_ take: RecordedRendition.Take) {
        writeMap(of: take)
        for segment in take.segments {
            if let date = segment.date { lines.tag("PROGRAM-DATE-TIME", CalendarDate(date).rfc3339) }
            lines.duration(segment.duration.seconds(rate: rendition.rate))
            let count = isKeyframesOnly ? segment.keyframeByteCount : segment.range.count
            lines.tag("BYTERANGE", "\(count ?? segment.range.count)@\(segment.range.lowerBound)")
            lines.uri(take.name)
        }
    }

    private mutating func writeMap(of take: RecordedRendition.Take) {
        lines.tag("MAP", "URI=\"\(take.name)\",BYTERANGE=\"\(take.initializationByteCount)@0\"")
        hasMap = true
    }

    private mutating func writeGap(_ number: Int, _ all: [RecordedRendition]) {
        if !hasMap, let next = rendition.takes.lazy.compactMap(\.self).first { writeMap(of: next) }
        let target = Int64(Self.target(all))
        for other in all {
            guard number < other.takes.count, let take = other.takes[number] else { continue }
            var left = max(take.duration, 1)
            var index = 0
            while left > 0 {
                let step = min(left, target * other.rate)
                lines.tag("GAP")
                lines.duration(step.seconds(rate: other.rate))
                // An address of its own, behind which there is nothing.
                lines.uri("\(rendition.kind.name)-\(number)-gap-\(index).mp4")
                left -= step
                index += 1
            }
            return
        }
    }

    /// The longest segment of any track, rounded (§4.4.3.1).
    private static func target(_ all: [RecordedRendition]) -> Int {
        let longest = all.flatMap { rendition in
            rendition.takes.compactMap(\.self).flatMap(\.segments).map {
                Int(($0.duration * 2 + rendition.rate) / (2 * rendition.rate))
            }
        }.max()
        return max(longest ?? 1, 1)
    }
}
