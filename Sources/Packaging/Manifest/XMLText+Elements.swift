internal import Timing

/// Elements that all our manifests have.
extension XMLText {
    /// Segments by when they begin and how long they are, in ticks; those of the same length in a row are one line.
    mutating func timeline(_ segments: [(start: Int64, duration: Int64)]) {
        var lines: [(start: Int64, duration: Int64, repeats: Int)] = []
        for (start, duration) in segments {
            if let last = lines.last, last.duration == duration,
                last.start + Int64(last.repeats + 1) * duration == start
            {
                lines[lines.count - 1].repeats += 1
            } else {
                lines.append((start, duration, 0))
            }
        }
        element("SegmentTimeline") { timeline in
            for line in lines {
                var attributes = [("t", "\(line.start)"), ("d", "\(line.duration)")]
                if line.repeats > 0 { attributes.append(("r", "\(line.repeats)")) }
                timeline.element("S", attributes)
            }
        }
    }

    /// Marked moments as events (ISO/IEC 23009-1 §5.10.2), each with when it is in its period, in nanoseconds.
    mutating func events(_ events: [(marker: Marker, time: Int64)]) {
        guard !events.isEmpty else { return }
        element("EventStream", [("schemeIdUri", "urn:starling:marker"), ("timescale", "1000")]) { xml in
            for (marker, time) in events {
                xml.element(
                    "Event",
                    [
                        ("presentationTime", "\(time / 1_000_000)"),
                        ("duration", "\(marker.duration.nanoseconds / 1_000_000)"),
                        ("messageData", marker.title),
                    ])
            }
        }
    }
}
