internal import Timing

/// A playlist of keyframes only, for players that show pictures while they scrub (RFC 8216bis §4.4.3.6): each entry is
/// the beginning of the part that a keyframe begins, up to the keyframe's last octet.
struct KeyframePlaylist {
    /// The lines.
    private var lines: PlaylistText

    /// The playlist.
    var text: String { lines.text }

    init(_ rendition: RenditionSnapshot) {
        lines = PlaylistText(version: 6)
        lines.tag("TARGETDURATION", "\(rendition.targets.segmentSeconds)")
        lines.tag("MEDIA-SEQUENCE", "\(rendition.segments.first?.number ?? 0)")
        lines.tag("DISCONTINUITY-SEQUENCE", "\(rendition.discontinuitySequence)")
        lines.tag("I-FRAMES-ONLY")
        var initialization: Int?
        // One a segment, so that numbers are those of the segments; what is not finished has no length yet.
        for segment in rendition.segments {
            guard let duration = segment.duration else { continue }
            if segment.isDiscontinuous { lines.tag("DISCONTINUITY") }
            if initialization != segment.initialization {
                initialization = segment.initialization
                lines.tag("MAP", "URI=\"\(rendition.names.initialization(segment.initialization))\"")
            }
            lines.tag("PROGRAM-DATE-TIME", CalendarDate(segment.date).rfc3339)
            lines.duration(duration.seconds(rate: rendition.rate))
            if let count = segment.parts.first?.keyframeByteCount {
                lines.tag("BYTERANGE", "\(count)@0")
            } else {
                lines.tag("GAP")
            }
            lines.uri(rendition.names.segment(segment.number))
        }
        if rendition.isEnded { lines.tag("ENDLIST") }
    }
}
