internal import Timing

/// A finished recording for DASH players (ISO/IEC 23009-1): its takes are periods, and its segments ranges of their files, as its
/// playlists have them.
struct RecordedManifest {
    /// The lines.
    private var xml = XMLText()
    /// The tracks, the leader first, and what they are.
    private let renditions: [RecordedRendition]
    private let tracks: [RecordedTrack]
    private let markers: [Marker]

    /// The manifest.
    var text: String { xml.text }

    init(_ renditions: [RecordedRendition], _ tracks: [RecordedTrack], _ markers: [Marker]) {
        self.renditions = renditions
        self.tracks = tracks
        self.markers = markers
        write()
    }

    private mutating func write() {
        let (manifest, numbers) = (self, renditions[0].takes.indices)
        let lengths = numbers.map { manifest.origin(of: $0).length }
        let longest = renditions.flatMap { rendition in
            rendition.takes.compactMap(\.self).flatMap(\.segments).map { rendition.nanoseconds($0.duration) }
        }.max()
        let attributes = [
            ("xmlns", "urn:mpeg:dash:schema:mpd:2011"), ("profiles", "urn:mpeg:dash:profile:full:2011"),
            ("type", "static"),
            ("mediaPresentationDuration", Self.duration(lengths.reduce(0, +))),
            ("maxSegmentDuration", Self.duration(longest ?? 0)), ("minBufferTime", "PT2.000S"),
        ]
        xml.element("MPD", attributes) { mpd in
            var start: Int64 = 0
            for number in numbers where lengths[number] > 0 {
                manifest.write(number, from: start, to: &mpd)
                start += lengths[number]
            }
        }
    }

    private static func duration(_ nanoseconds: Int64) -> String {
        Manifest.duration(milliseconds: Int(nanoseconds / 1_000_000))
    }

    /// When a take begins in its files' times, and how long it is: from the first sample of any track to the last.
    private func origin(of take: Int) -> (start: Int64, length: Int64) {
        let ranges = renditions.compactMap { rendition in
            rendition.takes[take].map { rendition.range(of: $0) }
        }
        let start = ranges.map(\.lowerBound).min() ?? 0
        return (start, (ranges.map(\.upperBound).max() ?? 0) - start)
    }

    // MARK: Periods

    private func write(_ take: Int, from start: Int64, to mpd: inout XMLText) {
        let (origin, length) = origin(of: take)
        let attributes = [
            ("id", "\(take)"), ("start", Self.duration(start)), ("duration", Self.duration(length)),
        ]
        mpd.element("Period", attributes) { period in
            period.events(events(of: take, from: origin, lasting: length))
            for rendition in renditions {
                guard let part = rendition.takes[take] else { continue }
                write(part, of: rendition, from: origin, to: &period)
            }
        }
    }

    /// The marked moments of a take, each with when it is in the period.
    private func events(of take: Int, from origin: Int64, lasting length: Int64) -> [(
        marker: Marker, time: Int64
    )] {
        let dates = renditions.lazy.compactMap { rendition in
            rendition.takes[take]?.segments.first.flatMap { segment in
                segment.date.map { $0.nanoseconds - rendition.nanoseconds(segment.start) + origin }
            }
        }
        guard let date = dates.first else { return [] }
        return markers.compactMap { marker in
            let time = marker.date.nanoseconds - date
            return 0..<length ~= time ? (marker, time) : nil
        }
    }

    private func write(
        _ take: RecordedRendition.Take, of rendition: RecordedRendition, from origin: Int64,
        to period: inout XMLText
    ) {
        let name = rendition.kind.name
        let track = tracks.first { $0.kind == rendition.kind }
        var attributes = [
            ("id", name), ("bandwidth", "\(rendition.peakBitrate)"), ("codecs", track?.codec ?? ""),
        ]
        if let width = track?.width, let height = track?.height {
            attributes += [("width", "\(width)"), ("height", "\(height)")]
        }
        let set = [
            ("id", "\(rendition.kind.rawValue)"), ("contentType", name), ("mimeType", "\(name)/mp4"),
            ("segmentAlignment", "true"), ("startWithSAP", "1"),
        ]
        period.element("AdaptationSet", set) { xml in
            xml.element("Representation", attributes) { xml in
                xml.element("BaseURL", text: take.name)
                write(take.segments, of: take, rendition, from: origin, to: &xml)
            }
        }
    }

    private func write(
        _ segments: [RecordedRendition.Segment], of take: RecordedRendition.Take,
        _ rendition: RecordedRendition, from origin: Int64, to xml: inout XMLText
    ) {
        let attributes = [
            ("timescale", "\(rendition.rate)"), ("presentationTimeOffset", "\(rendition.ticks(origin))"),
        ]
        xml.element("SegmentList", attributes) { list in
            list.element("Initialization", [("range", "0-\(take.initializationByteCount - 1)")])
            list.timeline(segments.map { ($0.start, $0.duration) })
            for segment in segments {
                let range = "\(segment.range.lowerBound)-\(segment.range.upperBound - 1)"
                list.element("SegmentURL", [("mediaRange", range)])
            }
        }
    }
}
