internal import Media
internal import Timing

/// The stream's sound in another codec, while anybody asks for it: another process makes it of the units of the first, and gives
/// it back a little later; it may fail, and another may go on after a while.
///
///     catching up ── it is as far as the leader, or has had long enough ──► going on ◄──► broken off
///
/// It begins with segments that the leader has ended already, since the sound of a while is remembered: a player has enough to
/// begin with, and a part that was announced for the original is there in this one, too.
///
/// Invariants:
/// 1. It ends its segments where the leader does, like the sound that it is made of, and where a unit is missing.
/// 2. Numbers are those of the leader's segments until a unit is missing. What is missing is a gap.
/// 3. Every unit is at its own time: none is stretched over what is missing.
struct SoundBridge {
    /// What is made.
    private(set) var rendition: Rendition
    /// The segment that it begins with, by the leader's number and period.
    private var place: (segment: Int, period: Int)
    /// Where that begins; nanoseconds of the timeline.
    private let start: Int64
    /// Where the leader ended segments that this has not come to.
    private var boundaries: [Boundary]
    /// Units that wait until the leader has come to them, each with when it has waited long enough.
    private var held: [(unit: TimedUnit, until: Instant)] = []
    /// Until when it may be far behind the leader; `nil` once it was not.
    private var catchingUpUntil: Instant?
    /// Whether nothing came for the end of what was made.
    private var isBroken = false
    /// When the last unit ends; nanoseconds of the timeline.
    private var end: Int64 = 0

    /// How far it may be behind the leader, and when it has caught up with it.
    private static let patience: Int64 = 1_000_000_000, nearness: Int64 = 400_000_000
    /// How long a process may take to begin and to make what is remembered.
    private static let startLimit = Duration.seconds(5)
    /// How far a unit may be from the end of the last and follow it: its own length, and less backwards.
    private static let mostMissing: Int64 = 22_000_000, mostOverlap: Int64 = 5_000_000
    /// How far from the leader a unit may be: what is remembered, and what may be held back.
    private static let mostBehind: Int64 = 60_000_000_000, mostAhead: Int64 = 5_000_000_000
    /// The most units that are held back, and the most octets of one: 6,144 bits a channel (ISO/IEC 13818-7 §8.2.2.3), and room.
    private static let mostHeld = 4096, mostOctets = 8192
    /// How many boundaries are remembered while there is nothing.
    private static let mostBoundaries = 64

    /// A rendition that has nothing yet, of what begins at a moment with a segment of the leader, which has ended others since.
    init(
        _ rendition: Rendition, place: (segment: Int, period: Int), start: Int64, boundaries: [Boundary],
        at now: Instant
    ) {
        self.rendition = rendition
        self.place = place
        self.start = start
        self.boundaries = boundaries
        catchingUpUntil = now.advanced(by: Self.startLimit)
    }

    // MARK: Getters

    /// When `release(upTo:at:)` has something to do.
    var nextDeadline: Instant { held.first?.until ?? .distantFuture }

    /// Whether there is something to play, as near to what is live as the original.
    var isReady: Bool { catchingUpUntil == nil && rendition.segments.contains { !$0.isGap } }

    private var hasBegun: Bool { !rendition.segments.isEmpty }

    // MARK: What arrives

    /// Takes a unit, which waits for the leader's of the same time, until a moment. What cannot be of the stream is left out.
    mutating func handle(_ unit: TimedUnit, leader: Int64, until: Instant) {
        let time = rendition.nanoseconds(unit.unit.decodeTime)
        guard held.count < Self.mostHeld, unit.unit.bytes.count <= Self.mostOctets,
            leader - Self.mostBehind...leader + Self.mostAhead ~= time,
            rendition.configuration == nil || rendition.configuration == unit.configuration
        else { return }
        held.append((unit, until))
    }

    /// The leader ends a segment.
    mutating func cut(at boundary: Boundary) {
        boundaries.append(boundary)
        if !hasBegun, boundaries.count > Self.mostBoundaries { pass(1) }
    }

    /// Lets units go that the leader has passed, or that have waited long enough; whether there is more to serve.
    mutating func release(upTo time: Int64, at now: Instant) -> Bool {
        var isMore = false
        while let first = held.first {
            let moment = rendition.nanoseconds(first.unit.unit.decodeTime)
            guard moment < time || first.until <= now else { break }
            held.removeFirst()
            isMore = take(first.unit, at: moment) || isMore
        }
        if let limit = catchingUpUntil, hasBegun, end > time - Self.nearness || limit <= now {
            catchingUpUntil = nil
            isMore = true
        }
        while hasBegun, catchingUpUntil == nil, let boundary = boundaries.first,
            time - boundary.time > Self.patience
        {
            isMore = passBroken(boundary) || isMore
        }
        return isMore
    }

    /// Nothing comes any more, for now: ends segments that the leader has ended.
    mutating func standStill() -> Bool {
        var isMore = false
        while hasBegun, let boundary = boundaries.first { isMore = passBroken(boundary) || isMore }
        return isMore
    }

    /// Nothing comes any more.
    mutating func finish() {
        for (unit, _) in held { _ = take(unit, at: rendition.nanoseconds(unit.unit.decodeTime)) }
        held = []
        rendition.finish()
    }

    // MARK: Parts

    private mutating func take(_ unit: TimedUnit, at time: Int64) -> Bool {
        guard time >= (hasBegun ? end - Self.mostOverlap : start) else { return false }
        var isMore = false
        if hasBegun, !isBroken, time - end > Self.mostMissing { isMore = breakOff() }
        turn(at: time)
        isBroken = false
        end = time + rendition.nanoseconds(unit.unit.duration ?? 0)
        return rendition.append(unit) || isMore
    }

    /// Begins a segment before a unit, where there is reason to.
    private mutating func turn(at time: Int64) {
        let due = boundaries.prefix { $0.time <= time }
        guard hasBegun else {
            pass(due.count)
            return rendition.begin(at: time, number: place.segment, period: place.period)
        }
        boundaries.removeFirst(due.count)
        for boundary in due {
            let moment = min(max(boundary.time, rendition.end), time)
            rendition.cut(at: Boundary(time: moment, isDiscontinuous: boundary.isDiscontinuous))
        }
        if due.isEmpty, isBroken { rendition.cut(at: Boundary(time: time, isDiscontinuous: false)) }
    }

    /// Passes a place where the leader has ended a segment, with nothing for it.
    private mutating func passBroken(_ boundary: Boundary) -> Bool {
        boundaries.removeFirst()
        // What ends there anyway needs no gap before it.
        let hasHole = boundary.time - end > Self.mostMissing
        if !isBroken {
            if hasHole {
                _ = breakOff()
            } else {
                rendition.endPending(at: nil)
                isBroken = true
            }
        }
        rendition.cut(
            at: Boundary(
                time: max(boundary.time, rendition.end), isDiscontinuous: boundary.isDiscontinuous))
        return rendition.forceBoundary()
    }

    /// Ends the segment where its sound ends. What follows is a gap.
    private mutating func breakOff() -> Bool {
        rendition.endPending(at: nil)
        isBroken = true
        rendition.cut(at: Boundary(time: rendition.end, isDiscontinuous: false))
        return rendition.forceBoundary()
    }

    /// Leaves out the segments up to a boundary, of which there is nothing.
    private mutating func pass(_ count: Int) {
        for boundary in boundaries.prefix(count) {
            place.segment += 1
            if boundary.isDiscontinuous { place.period += 1 }
        }
        boundaries.removeFirst(count)
    }
}
