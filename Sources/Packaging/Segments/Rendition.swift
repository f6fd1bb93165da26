internal import Bytes
internal import MP4
internal import Media
internal import Timing

/// One track of a stream as segments and parts.
///
/// Invariants:
/// 1. `segments` have rising numbers without a hole, and only the last is unfinished.
/// 2. A part begins and ends with a sample, and parts of a segment follow each other without a gap.
/// 3. Segments of the same number begin at the same boundary in every rendition of a stream.
struct Rendition {
    /// What it is a track of.
    let kind: TrackKind
    /// Ticks a second.
    let rate: Int64
    /// What its playlist promises.
    let targets: Targets
    /// The segments in the playlist.
    private(set) var segments: [Segment] = []
    /// Segments that left the playlist and may still be asked for, and until when in nanoseconds of the timeline.
    private(set) var retired: [(segment: Segment, until: Int64)] = []
    /// Its initialisation sections, and the number of the first.
    private(set) var initializations: [Initialization] = []
    /// How many discontinuities left the playlist.
    private(set) var discontinuitySequence = 0
    /// The most octets that a second of it had, and how many there were in all, over so many nanoseconds.
    private(set) var rates = RateTally()
    private let firstInitialization: Int
    /// The number of the first segment.
    private let firstNumber: Int
    /// Makes finished segments what is sent.
    private let sharing: Packager.Sharing
    /// The wall clock at the beginning of the timeline.
    let epoch: WallClock
    /// How long a segment shall be, in ticks.
    let wantedTicks: Int64
    /// How much of the past stays, in ticks.
    private let window: Int64
    /// How long most samples last.
    private let usual: Int64
    /// Knows how long units last.
    private var queue: SampleQueue
    /// The part that is being made.
    private var builder = PartBuilder()
    /// Where segments end that the track has not come to.
    private var boundaries: [Boundary] = []

    init(
        _ kind: TrackKind, rate: Int64, targets: Targets, usualFrame: Int64, segment: Duration,
        window: Duration, epoch: WallClock, firstNumber: Int, firstInitialization: Int = 0,
        sharing: @escaping Packager.Sharing
    ) {
        self.firstNumber = firstNumber
        self.firstInitialization = firstInitialization
        self.sharing = sharing
        self.kind = kind
        self.rate = rate
        self.targets = targets
        self.epoch = epoch
        self.window = window.nanoseconds / 1000 * rate / 1_000_000
        wantedTicks = segment.nanoseconds / 1000 * rate / 1_000_000
        usual = max(usualFrame / 1000 * rate / 1_000_000, 1)
        queue = SampleQueue(rate: rate)
    }

    // MARK: Getters

    /// The number of the segment that is being made.
    var current: Int { segments.last?.number ?? firstNumber }

    /// The configuration of what is being made.
    var configuration: CodecConfiguration? { initializations.last?.configuration }

    /// Whether the segment that is being made has anything in it.
    var hasParts: Bool { !(segments.last?.isGap ?? true) || !builder.isEmpty || queue.pending != nil }

    /// The first boundary that the track has not come to.
    var nextBoundary: Boundary? { boundaries.first }

    /// The numbers that come after all that it has had.
    var unusedNumbers: (segment: Int, initialization: Int) { (current + 1, newestInitialization + 1) }

    /// When what was made of the present segment ends, in nanoseconds.
    var end: Int64 {
        let parts = (segments.last?.start ?? 0) + (segments.last?.partsDuration ?? 0)
        return nanoseconds(builder.isEmpty ? parts : builder.start + builder.duration)
    }

    private var newestInitialization: Int { initializations.last?.number ?? firstInitialization }

    /// The nanoseconds of ticks.
    func nanoseconds(_ ticks: Int64) -> Int64 { ticks.nanoseconds(rate: rate) }

    /// The ticks of nanoseconds.
    private func ticks(_ nanoseconds: Int64) -> Int64 { nanoseconds.ticks(rate: rate) }

    private var partTarget: Int64 { ticks(targets.longestPart) }

    // MARK: Commands

    /// Begins the first segment, at a moment of the timeline.
    mutating func begin(at time: Int64) {
        // Sound may come from a little before the first picture.
        begin(at: ticks(time), isDiscontinuous: false, period: (0, max(time - LiveStream.mostEarly, 0)))
    }

    /// Begins the first segment in the middle of a stream: with this number, and behind so many discontinuities.
    mutating func begin(at time: Int64, number: Int, period: Int) {
        discontinuitySequence = period
        begin(at: ticks(time), number: number, isDiscontinuous: false, period: (period, time))
    }

    /// Ends the segment at a boundary, once the track is there.
    mutating func cut(at boundary: Boundary) {
        boundaries.append(boundary)
    }

    /// Takes a unit; whether what can be served is more than before.
    mutating func append(_ unit: TimedUnit) -> Bool {
        var isMore = add(queue.append(unit))
        while let boundary = boundaries.first, nanoseconds(unit.unit.decodeTime) >= boundary.time {
            boundaries.removeFirst()
            let isLast = boundaries.first.map { nanoseconds(unit.unit.decodeTime) < $0.time } ?? true
            isMore = cut(boundary, start: isLast ? unit.unit.decodeTime : nil) || isMore
        }
        adopt(unit.configuration)
        return isMore
    }

    /// Ends the segment at a boundary that the track will not come to: its source has stalled.
    mutating func forceBoundary() -> Bool {
        guard let boundary = boundaries.first else { return false }
        boundaries.removeFirst()
        endPending(at: boundary.time)
        return cut(boundary, start: nil)
    }

    /// Ends what is being made at its last unit, which lasts until a moment of the timeline, but no longer than its part
    /// may: a part of its own would leave a short one before it.
    mutating func endPending(at time: Int64?) {
        guard let pending = queue.pending else { return }
        let longest = pending.unit.decodeTime + max(partTarget - builder.duration, usual)
        let end = time.map { min(max(ticks($0), pending.unit.decodeTime + 1), longest) }
        _ = add(queue.flush(until: end, usual: usual))
    }

    /// Ends everything: nothing comes any more.
    mutating func finish() {
        boundaries = []
        endPending(at: nil)
        closePart()
        guard let last = segments.last, !last.isFinished else { return }
        if last.isGap {
            segments.removeLast()
        } else {
            segments[segments.count - 1].finish(lasting: last.partsDuration, sharing: sharing)
        }
    }

    // MARK: Parts

    private mutating func add(_ samples: [(sample: Sample, time: Int64)]) -> Bool {
        let before = segments.last?.parts.count ?? 0
        for (sample, time) in samples {
            if !builder.isEmpty, builder.duration + Int64(sample.duration) > partTarget { closePart() }
            builder.append(sample, at: time)
            // No further one fits: there is no reason to wait for it.
            if builder.duration + usual * 9 / 10 > partTarget { closePart() }
        }
        return (segments.last?.parts.count ?? 0) > before
    }

    private mutating func closePart() {
        guard !builder.isEmpty, let segment = segments.last, !segment.isFinished else { return }
        let start = builder.start
        let reference = ReferenceTime(
            track: 1, ntpTime: date(of: start).ntpTime, mediaTime: UInt64(max(start, 0)))
        if segment.parts.isEmpty {
            // It was begun at a boundary; its first unit may be a little later.
            segments[segments.count - 1].start = start
            segments[segments.count - 1].date = date(of: start)
        }
        let part = builder.finish(beginsSegment: segment.parts.isEmpty, reference: reference)
        segments[segments.count - 1].parts.append(part)
    }

    /// Ends the segment and begins the next; without a start of its own at the boundary.
    private mutating func cut(_ boundary: Boundary, start: Int64?) -> Bool {
        closePart()
        // A moment that was the end of what there is may be a tick earlier by now.
        let time = start ?? max(ticks(boundary.time), segments.last.map { $0.start + $0.partsDuration } ?? 0)
        if let last = segments.last, !last.isFinished {
            segments[segments.count - 1].finish(
                lasting: last.isGap ? max(time - last.start, 1) : last.partsDuration, sharing: sharing)
            rates.add(segments[segments.count - 1], nanoseconds: nanoseconds)
        }
        let known = segments.last?.period ?? (number: 0, start: boundary.time)
        begin(
            at: time, isDiscontinuous: boundary.isDiscontinuous,
            period: boundary.isDiscontinuous ? (known.number + 1, boundary.time) : known)
        trim()
        return true
    }

    private mutating func begin(
        at start: Int64, number: Int? = nil, isDiscontinuous: Bool, period: (number: Int, start: Int64)
    ) {
        segments.append(
            Segment(
                number: number ?? segments.last.map { $0.number + 1 } ?? firstNumber, start: start,
                date: date(of: start), initialization: newestInitialization,
                isDiscontinuous: isDiscontinuous, period: period))
    }

    /// Makes what is being made one of this configuration. It changes at boundaries only, before the first part.
    private mutating func adopt(_ configuration: CodecConfiguration) {
        guard initializations.last?.configuration != configuration else { return }
        let number = initializations.isEmpty ? firstInitialization : newestInitialization + 1
        initializations.append(
            Initialization(number: number, configuration: configuration, timescale: rate))
        guard let last = segments.last, !last.isFinished, last.parts.isEmpty else { return }
        segments[segments.count - 1].initialization = number
    }

    private func date(of time: Int64) -> WallClock {
        WallClock(nanoseconds: epoch.nanoseconds + nanoseconds(time))
    }

    // MARK: The window

    /// Lets segments leave that the window and the specification have no need of (RFC 8216bis §6.2.2), and keeps them
    /// for those who have just read of them.
    private mutating func trim() {
        let now = segments.last?.start ?? 0
        while segments.count > 7, let first = segments.first, now - segments[1].start >= keptTicks {
            if first.isDiscontinuous { discontinuitySequence += 1 }
            let until = nanoseconds(now + (first.duration ?? 0) + keptTicks)
            retired.append((first, until))
            segments.removeFirst()
        }
        let time = nanoseconds(now)
        retired.removeAll { $0.until < time }
    }

    /// The window, but never less than six target durations, which is where delta updates begin to skip.
    private var keptTicks: Int64 { max(window, Int64(targets.canSkipUntil) * rate) }
}
