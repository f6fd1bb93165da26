internal import Timing

/// A live media playlist with everything of low latency (RFC 8216bis §4.4.3, §4.4.4, §4.4.5).
struct MediaPlaylist {
    /// The lines.
    private var lines: PlaylistText
    /// What is written.
    private let rendition: RenditionSnapshot
    /// The initialisation section that segments have now.
    private var initialization: Int?

    /// The playlist.
    var text: String { lines.text }

    /// Versions: 6 for `EXT-X-MAP`, 9 for `EXT-X-SKIP` (§8).
    init(_ rendition: RenditionSnapshot, isDelta: Bool) {
        self.rendition = rendition
        let skipped = isDelta && !rendition.isEnded ? Self.skippable(rendition) : 0
        lines = PlaylistText(version: skipped > 0 ? 9 : 6)
        writeHead()
        if skipped > 0 { lines.tag("SKIP", "SKIPPED-SEGMENTS=\(skipped)") }
        // What was skipped had a section, too: the first that is written has its own only if it differs.
        if skipped > 0 { initialization = rendition.segments[skipped - 1].initialization }
        let partial = Self.firstWithParts(rendition)
        for (index, segment) in rendition.segments.enumerated().dropFirst(skipped) {
            write(segment, withParts: index >= partial)
        }
        writeTail()
    }

    /// How many segments lie beyond the boundary of a delta update (§6.2.5.1), by when they begin.
    private static func skippable(_ rendition: RenditionSnapshot) -> Int {
        guard let last = rendition.segments.last else { return 0 }
        let boundary =
            last.start + last.partsDuration - Int64(rendition.targets.canSkipUntil) * rendition.rate
        return rendition.segments.prefix { $0.isFinished && $0.start + ($0.duration ?? 0) < boundary }.count
    }

    /// Parts leave once they are more than three target durations from the end (§6.2.2).
    private static func firstWithParts(_ rendition: RenditionSnapshot) -> Int {
        guard !rendition.isEnded, let last = rendition.segments.last else { return .max }
        let boundary = last.start + last.partsDuration - Int64(rendition.targets.holdBack) * rendition.rate
        return rendition.segments.prefix { $0.start + ($0.duration ?? 0) < boundary }.count
    }

    private mutating func writeHead() {
        let targets = rendition.targets
        lines.tag("TARGETDURATION", "\(targets.segmentSeconds)")
        lines.tag(
            "SERVER-CONTROL",
            "CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=\(targets.partHoldBack.secondsFromMilliseconds),"
                + "HOLD-BACK=\(targets.holdBack),CAN-SKIP-UNTIL=\(targets.canSkipUntil)")
        lines.tag("PART-INF", "PART-TARGET=\(targets.partMilliseconds.secondsFromMilliseconds)")
        lines.tag("MEDIA-SEQUENCE", "\(rendition.segments.first?.number ?? 0)")
        lines.tag("DISCONTINUITY-SEQUENCE", "\(rendition.discontinuitySequence)")
        // All of them in delta updates, too: those leave segments out, and no dates unless CAN-SKIP-DATERANGES says so.
        for marker in rendition.listedMarkers { lines.tag("DATERANGE", marker.attributes) }
    }

    /// Discontinuity, section and date of a segment come before its first part (§4.4.4.9).
    private mutating func write(_ segment: Segment, withParts: Bool) {
        if segment.isDiscontinuous { lines.tag("DISCONTINUITY") }
        if initialization != segment.initialization, !rendition.initializations.isEmpty {
            initialization = segment.initialization
            lines.tag("MAP", "URI=\"\(rendition.names.initialization(segment.initialization))\"")
        }
        lines.tag("PROGRAM-DATE-TIME", CalendarDate(segment.date).rfc3339)
        if withParts { writeParts(of: segment) }
        guard let duration = segment.duration else { return }
        if segment.isGap { lines.tag("GAP") }
        lines.duration(duration.seconds(rate: rendition.rate))
        lines.uri(rendition.names.segment(segment.number))
    }

    private mutating func writeParts(of segment: Segment) {
        for (index, part) in segment.parts.enumerated() {
            let name = rendition.names.part(PartPosition(segment: segment.number, part: index))
            lines.tag(
                "PART",
                "DURATION=\(part.duration.seconds(rate: rendition.rate)),URI=\"\(name)\""
                    + (part.isIndependent ? ",INDEPENDENT=YES" : ""))
        }
    }

    private mutating func writeTail() {
        guard let hint = rendition.hint else { return lines.tag("ENDLIST") }
        lines.tag("PRELOAD-HINT", "TYPE=PART,URI=\"\(rendition.names.part(hint))\"")
        for report in rendition.reports {
            // The last part, or the last segment's number where the one that is being made has none (§4.4.5.4).
            let (segment, part) = (report.position.segment, report.position.part)
            guard part >= 0 || segment > 0 else { continue }
            lines.tag(
                "RENDITION-REPORT",
                "URI=\"../\(report.name.text)/index.m3u8\",LAST-MSN=\(part >= 0 ? segment : segment - 1)"
                    + (part >= 0 ? ",LAST-PART=\(part)" : ""))
        }
    }
}
