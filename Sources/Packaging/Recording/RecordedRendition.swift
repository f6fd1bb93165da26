internal import Bytes
public import MP4
internal import Timing

/// A track of a finished recording, by its files.
public struct RecordedRendition: Sendable {
    /// A segment in a file.
    struct Segment: Sendable {
        /// Which octets it is.
        let range: Range<Int>
        /// When it begins and how long it lasts, in ticks.
        let start: Int64, duration: Int64
        /// When it was captured.
        let date: WallClock?
        /// Where the keyframe is that it begins with.
        let keyframe: Range<Int>?

        /// How many octets its beginning up to the end of its keyframe has.
        var keyframeByteCount: Int? { keyframe.map { $0.upperBound - range.lowerBound } }
    }

    /// A file.
    struct Take: Sendable {
        /// Its name.
        let name: String
        /// How long its initialisation section is.
        let initializationByteCount: Int
        /// Its segments.
        let segments: [Segment]

        /// How long it lasts, in ticks.
        var duration: Int64 { segments.reduce(0) { $0 + $1.duration } }
    }

    /// Which track.
    public let kind: TrackKind
    /// Ticks a second.
    let rate: Int64
    /// Its takes; one that it has nothing of is `nil`.
    let takes: [Take?]

    /// A track in these takes.
    public init(_ kind: TrackKind, _ indexes: [FragmentIndex?]) {
        self.kind = kind
        rate = indexes.lazy.compactMap { $0?.timescale }.first.map { Int64($0) } ?? 1
        takes = indexes.enumerated().map { number, index in
            guard let index, !index.fragments.isEmpty else { return nil }
            return Take(
                name: RecordingLayout.name(kind, take: number),
                initializationByteCount: index.initialization.count, segments: Self.segments(of: index))
        }
    }

    /// How long it lasts.
    public var duration: Duration {
        let ticks = takes.reduce(0) { $0 + ($1?.duration ?? 0) }
        return .nanoseconds(ticks * 1_000_000 / rate * 1000)
    }

    /// The most bits a second of any segment that is not far shorter than others.
    var peakBitrate: Int64 {
        let segments = takes.compactMap(\.self).flatMap(\.segments)
        let long = segments.filter { $0.duration * 2 >= rate }
        return (long.isEmpty ? segments : long).map {
            Int64($0.range.count) * 8 * rate / max($0.duration, 1)
        }.max().map { max($0, 1) } ?? 1
    }

    /// The nanoseconds of ticks.
    func nanoseconds(_ ticks: Int64) -> Int64 { ticks.nanoseconds(rate: rate) }

    /// The ticks of nanoseconds.
    func ticks(_ nanoseconds: Int64) -> Int64 { nanoseconds.ticks(rate: rate) }

    /// From when to when a take lasts, in nanoseconds of its files' times.
    func range(of take: Take) -> Range<Int64> {
        let start = take.segments.first?.start ?? 0
        let end = take.segments.last.map { $0.start + $0.duration } ?? start
        return nanoseconds(start)..<max(nanoseconds(end), nanoseconds(start))
    }

    /// Whether a marked moment is of it.
    func includes(_ marker: Marker) -> Bool {
        let segments = takes.lazy.compactMap(\.self).flatMap(\.segments)
        guard let first = segments.compactMap(\.date).first, let last = segments.last, let date = last.date
        else { return false }
        let end = date.nanoseconds &+ nanoseconds(last.duration)
        return marker.end >= first && marker.date.nanoseconds < end
    }

    /// The segments: each begins with a fragment that says so.
    private static func segments(of index: FragmentIndex) -> [Segment] {
        var groups: [[FragmentIndex.Entry]] = []
        for entry in index.fragments {
            if entry.beginsSegment || groups.isEmpty {
                groups.append([entry])
            } else {
                groups[groups.count - 1].append(entry)
            }
        }
        return groups.map { segment($0) }
    }

    private static func segment(_ entries: [FragmentIndex.Entry]) -> Segment {
        let first = entries[0]
        let last = entries[entries.count - 1]
        let start = Int64(clamping: first.fragment.runs.first?.decodeTime ?? 0)
        let duration = entries.reduce(0 as Int64) { sum, entry in
            sum + (entry.fragment.runs.first?.samples.reduce(0) { $0 + Int64($1.duration) } ?? 0)
        }
        return Segment(
            range: first.start..<last.fragment.range.upperBound, start: start, duration: duration,
            date: first.reference.map { WallClock(ntpTime: $0.ntpTime) },
            keyframe: keyframe(first))
    }

    private static func keyframe(_ entry: FragmentIndex.Entry) -> Range<Int>? {
        guard let run = entry.fragment.runs.first, let sample = run.samples.first, sample.isSync else {
            return nil
        }
        let start = entry.fragment.range.lowerBound + Int(run.dataOffset)
        return start..<start + Int(sample.byteCount)
    }
}
