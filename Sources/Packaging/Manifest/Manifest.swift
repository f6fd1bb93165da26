internal import Media
internal import Timing

/// A stream for DASH players (ISO/IEC 23009-1): the same segments as in playlists, in periods that end where there is a
/// discontinuity.
///
///     MPD ─ Period ─ AdaptationSet ─ Representation ─ SegmentTemplate ─ SegmentTimeline
///
/// A set is a track, with a representation for each layer of its pictures that is packaged; the sound as AAC is another, and the
/// pictures as H.264, since
/// players choose by codec between sets and by what their networks carry within one.
///
/// The beginning of the packager's timeline is `availabilityStartTime`, so times in segments, dates in playlists and the
/// manifest's clock are one. The segment that is being made is listed with the length that it shall have; a player may ask
/// for it as soon as it has a part (`availabilityTimeOffset`) and gets it in chunks.
struct Manifest {
    /// The lines.
    private var xml = XMLText()
    /// What is written.
    private let stream: StreamSnapshot
    private let targets: Targets

    /// The manifest.
    var text: String { xml.text }

    /// How far behind what is live a player should be: as far as low-latency HLS, and a segment's request.
    private var latency: Int { max(targets.partHoldBack + 500, 1500) }

    init(_ stream: StreamSnapshot, at now: WallClock) {
        self.stream = stream
        targets = stream.renditions[0].targets
        write(at: now)
    }

    // MARK: The whole

    private mutating func write(at now: WallClock) {
        let renditions = stream.listed
        let periods = Period.all(of: renditions)
        let attributes = head(periods, at: now)
        let (latency, isEnded) = (latency, stream.isEnded)
        let stream = stream
        xml.element("MPD", attributes) { mpd in
            if !isEnded {
                mpd.element("ServiceDescription", [("id", "0")]) { service in
                    service.element(
                        "Latency",
                        [
                            ("target", "\(latency)"), ("min", "\(latency / 2)"), ("max", "\(4 * latency)"),
                            ("referenceId", "0"),
                        ])
                    service.element("PlaybackRate", [("min", "0.96"), ("max", "1.04")])
                }
            }
            for (index, period) in periods.enumerated() {
                let end = index + 1 < periods.count ? periods[index + 1].start : .max
                let events = Self.events(stream, in: period.start..<end)
                Self.write(period, renditions, events, isEnded: isEnded, to: &mpd)
            }
            // The clock by which segments are available, as this server has it.
            mpd.element(
                "UTCTiming", [("schemeIdUri", "urn:mpeg:dash:utc:http-iso:2014"), ("value", "/dash/time")])
        }
    }

    private func head(_ periods: [Period], at now: WallClock) -> [(String, String)] {
        let first = stream.renditions[0]
        var attributes = [
            ("xmlns", "urn:mpeg:dash:schema:mpd:2011"),
            (
                "profiles",
                "urn:mpeg:dash:profile:isoff-live:2011,http://www.dashif.org/guidelines/low-latency-live-v5"
            ),
            ("minBufferTime", Self.duration(milliseconds: targets.partMilliseconds)),
            ("maxSegmentDuration", Self.duration(milliseconds: targets.segmentSeconds * 1000)),
        ]
        guard !stream.isEnded else {
            let end = stream.renditions.map { $0.nanoseconds($0.end) }.max() ?? 0
            return attributes + [
                ("type", "static"),
                ("mediaPresentationDuration", Self.duration(milliseconds: Int(end / 1_000_000))),
            ]
        }
        let past =
            stream.renditions.compactMap { $0.segments.first }.map { first.nanoseconds($0.start) }.min() ?? 0
        let depth = max(first.nanoseconds(first.end) - past, 0)
        attributes += [
            ("type", "dynamic"), ("availabilityStartTime", CalendarDate(first.epoch).rfc3339),
            ("publishTime", CalendarDate(now).rfc3339), ("minimumUpdatePeriod", "PT1S"),
            ("timeShiftBufferDepth", Self.duration(milliseconds: Int(depth / 1_000_000))),
            ("suggestedPresentationDelay", Self.duration(milliseconds: latency)),
        ]
        return attributes
    }

    // MARK: Periods

    private static func write(
        _ period: Period, _ renditions: [RenditionSnapshot], _ events: [(marker: Marker, time: Int64)],
        isEnded: Bool, to mpd: inout XMLText
    ) {
        let start = duration(milliseconds: Int(period.start / 1_000_000))
        mpd.element("Period", [("id", "\(period.number)"), ("start", start)]) { xml in
            xml.events(events.map { ($0.marker, $0.time - period.start) })
            let pieces = zip(renditions, period.ranges).filter { !$1.isEmpty }.map { rendition, range in
                Piece(rendition: rendition, segments: Array(rendition.segments[range]))
            }
            // Pictures first, in whatever codec.
            let sets = Dictionary(grouping: pieces, by: \.set).sorted {
                ($0.value[0].rendition.kind.rawValue, $0.key) < ($1.value[0].rendition.kind.rawValue, $1.key)
            }
            for (number, pieces) in sets {
                write(pieces, asSet: number, of: period, isEnded: isEnded, to: &xml)
            }
        }
    }

    /// The marked moments of a stretch of the timeline, each with when it is; nanoseconds.
    private static func events(
        _ stream: StreamSnapshot, in range: Range<Int64>
    ) -> [(marker: Marker, time: Int64)] {
        let rendition = stream.renditions[0]
        return rendition.listedMarkers.compactMap { marker in
            let time = marker.date.nanoseconds &- rendition.epoch.nanoseconds
            return range.contains(time) ? (marker, time) : nil
        }
    }

    /// What there is of a rendition in a period.
    private struct Piece {
        let rendition: RenditionSnapshot
        let segments: [Segment]

        /// The number of its set: one a track, one for the sound as AAC, and one for the pictures as H.264.
        var set: Int {
            let known = [RenditionName(.video), RenditionName(.audio), .aac, .h264]
            return known.firstIndex(of: rendition.name) ?? rendition.kind.rawValue
        }
    }

    private static func write(
        _ pieces: [Piece], asSet number: Int, of period: Period, isEnded: Bool, to xml: inout XMLText
    ) {
        let rendition = pieces[0].rendition
        var set = [
            ("id", "\(number)"), ("contentType", rendition.kind.name),
            ("mimeType", "\(rendition.kind.name)/mp4"), ("segmentAlignment", "\(areAligned(pieces))"),
            ("startWithSAP", "1"),
        ]
        // Who takes both takes what the publisher sends.
        if rendition.name.isBridged { set.append(("selectionPriority", "0")) }
        xml.element("AdaptationSet", set) { xml in
            if !isEnded, let last = pieces[0].segments.last {
                xml.element(
                    "ProducerReferenceTime",
                    [
                        ("id", "0"), ("inband", "true"), ("type", "captured"),
                        ("wallClockTime", CalendarDate(last.date).rfc3339),
                        ("presentationTime", "\(last.start)"),
                    ])
            }
            for piece in pieces { write(piece, of: period, isEnded: isEnded, to: &xml) }
        }
    }

    /// Whether segments of one number are of one time in all representations, so that none reaches into another's next
    /// (§5.3.3.2). Each layer's begin at its own keyframe, which is of the same picture where the encoder answers a wish for all
    /// layers with one; when that was captured is known to some milliseconds, so half a frame is no difference.
    private static func areAligned(_ pieces: [Piece]) -> Bool {
        let first = pieces[0]
        let starts = Dictionary(first.segments.map { ($0.number, $0.start) }, uniquingKeysWith: { $1 })
        let tolerance = first.rendition.rate / 60
        // A layer's first begins where it was asked for.
        return pieces.dropFirst().allSatisfy { piece in
            piece.segments.dropFirst().allSatisfy { segment in
                starts[segment.number].map { abs($0 - segment.start) <= tolerance } ?? true
            }
        }
    }

    private static func write(_ piece: Piece, of period: Period, isEnded: Bool, to xml: inout XMLText) {
        let (rendition, segments) = (piece.rendition, piece.segments)
        let number = segments.last?.initialization ?? 0
        let description = rendition.description(ofSection: number)
        var attributes = [
            ("id", rendition.name.text), ("bandwidth", "\(max(rendition.rates.peak, 1))"),
            ("codecs", description.codec ?? ""),
        ]
        if rendition.kind == .video, let size = description.size {
            attributes += [("width", "\(size.width)"), ("height", "\(size.height)")]
        } else if let rate = description.sampleRate {
            attributes.append(("audioSamplingRate", "\(rate)"))
        }
        xml.element("Representation", attributes) { xml in
            writeTemplate(rendition, segments, initialization: number, period, isEnded: isEnded, to: &xml)
        }
    }

    private static func writeTemplate(
        _ rendition: RenditionSnapshot, _ segments: [Segment], initialization: Int, _ period: Period,
        isEnded: Bool, to xml: inout XMLText
    ) {
        let folder = rendition.name.text
        var attributes = [
            ("timescale", "\(rendition.rate)"),
            ("presentationTimeOffset", "\(rendition.ticks(period.start))"),
            ("startNumber", "\(segments[0].number)"),
            ("initialization", "\(folder)/\(rendition.names.initialization(initialization))"),
            ("media", "\(folder)/\(rendition.names.epoch)-$Number$.m4s"),
        ]
        if !isEnded {
            // A segment is there in part a part after it has begun, and not a whole segment after.
            let early = rendition.wantedTicks - rendition.ticks(rendition.targets.longestPart)
            if early > 0 {
                attributes += [
                    ("availabilityTimeOffset", early.seconds(rate: rendition.rate)),
                    ("availabilityTimeComplete", "false"),
                ]
            }
        }
        xml.element("SegmentTemplate", attributes) { xml in
            // Each with its time, since they lie where keyframes do.
            xml.timeline(
                segments.map { segment in
                    (segment.start, segment.duration ?? max(rendition.wantedTicks, segment.partsDuration))
                })
        }
    }

    /// `PT4.004S` (XML Schema's duration).
    static func duration(milliseconds: Int) -> String { "PT\(milliseconds.secondsFromMilliseconds)S" }
}
