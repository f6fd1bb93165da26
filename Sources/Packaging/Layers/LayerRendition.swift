internal import Media
internal import Timing

/// A layer beside the best as a rendition, while anybody asks for it; or the best in another codec (`PictureBridge`).
///
/// Players change from one rendition to another at the same time of the same stream: RFC 8216bis §6.2.4 demands one target
/// duration, one timeline and the same discontinuities of all, and of segments only that each begins with a keyframe. A layer
/// ends its segments where the best does, at its own next keyframe, which is asked for together with that of the best; encoders
/// that are asked in one message answer with the same picture, others a little later.
///
/// Invariants:
/// 1. Every segment begins with a keyframe or is a gap.
/// 2. As many discontinuities lie before a moment as in the best layer, but for what a keyframe is late.
/// 3. Numbers are those of the best layer's segments until a picture is missing.
struct LayerRendition {
    /// Its number; `nil` for the best.
    let layer: Int?
    /// What is made.
    private(set) var rendition: Rendition
    /// Where the best layer ended segments that this one goes on with.
    private var boundaries: [Boundary] = []
    /// Units that wait until the best layer has come to them, each with when it has waited long enough.
    private var held: [(unit: TimedUnit, until: Instant)] = []
    /// The best layer's segment and period when this one was asked for; it begins with them, or with what follows.
    private let place: (segment: Int, period: Int)
    /// Whether units are of no use up to the next keyframe, and whether one shall be asked for.
    private var awaitsKeyframe = true
    private var wantsKeyframe = true
    /// When the present segment began, and when the last unit was decoded; nanoseconds of the timeline.
    private var segmentStart: Int64 = 0
    private var last: Int64 = 0
    /// How long most pictures last, in nanoseconds.
    private let usualFrame: Int64

    /// How far a keyframe may lie before the best layer's and be of the same picture, and how late it may be.
    private let tolerance: Int64
    var patience: Int64 = 1_000_000_000

    /// A rendition that has nothing yet, and begins with its next keyframe. Another layer's capture times are known to some milliseconds.
    init(
        _ layer: Int?, _ rendition: Rendition, usualFrame: Int64, place: (segment: Int, period: Int),
        tolerance: Int64 = 50_000_000
    ) {
        self.tolerance = tolerance
        self.layer = layer
        self.rendition = rendition
        self.usualFrame = usualFrame
        self.place = place
    }

    // MARK: Getters

    /// When `release(upTo:at:)` has something to do.
    var nextDeadline: Instant { held.first?.until ?? .distantFuture }

    /// Whether there is something to play.
    var hasParts: Bool { rendition.segments.contains { !$0.isGap } }

    /// How many units wait, and the configuration of the last that did not.
    var heldCount: Int { held.count }
    var configuration: CodecConfiguration? { rendition.configuration }

    private var hasBegun: Bool { !rendition.segments.isEmpty }

    // MARK: What arrives

    /// Takes a unit, which waits for the best layer's of the same time, until a moment.
    mutating func handle(_ unit: TimedUnit, until: Instant) { held.append((unit, until)) }

    /// The best layer ends a segment.
    mutating func cut(at boundary: Boundary) { boundaries.append(boundary) }

    /// Lets units go that the best layer has passed, or that have waited long enough; whether there is more to serve.
    mutating func release(upTo time: Int64, at now: Instant) -> Bool {
        var isMore = false
        while let first = held.first {
            let moment = rendition.nanoseconds(first.unit.unit.decodeTime)
            guard moment + tolerance < time || first.until <= now else { break }
            held.removeFirst()
            isMore = take(first.unit, at: moment) || isMore
        }
        while hasBegun, let boundary = boundaries.first, time - boundary.time > patience {
            boundaries.removeFirst()
            isMore = pass(boundary) || isMore
        }
        return isMore
    }

    /// Nothing comes any more, for now: ends segments that the best layer has ended; whether there is more to serve.
    mutating func standStill() -> Bool {
        var isMore = false
        while hasBegun, !boundaries.isEmpty { isMore = pass(boundaries.removeFirst()) || isMore }
        return isMore
    }

    // MARK: Commands

    /// Whether a keyframe shall be asked for; says so once.
    mutating func takeWish() -> Bool {
        defer { wantsKeyframe = false }
        return wantsKeyframe
    }

    /// Nothing comes any more.
    mutating func finish() {
        for (unit, _) in held { _ = take(unit, at: rendition.nanoseconds(unit.unit.decodeTime)) }
        held = []
        rendition.finish()
    }

    // MARK: Parts

    private mutating func take(_ unit: TimedUnit, at time: Int64) -> Bool {
        var isMore = false
        if hasBegun, !awaitsKeyframe, isLate(unit, at: time) {
            rendition.endPending(at: unit.isJump ? nil : time)
            isMore = breakOff(at: Boundary(time: rendition.end, isDiscontinuous: false))
        }
        guard unit.unit.isSync || !awaitsKeyframe else {
            wantsKeyframe = true
            return isMore
        }
        if unit.unit.isSync { turn(to: unit, at: time) }
        awaitsKeyframe = false
        last = time
        if !boundaries.isEmpty { wantsKeyframe = true }
        return rendition.append(unit) || isMore
    }

    /// Whether the segment cannot go on with a unit: pictures are missing before it, or it would become too long.
    private func isLate(_ unit: TimedUnit, at time: Int64) -> Bool {
        let isTooLong = time + usualFrame - segmentStart > rendition.targets.longestSegment
        return unit.isJump || time - last > rendition.targets.longestPart || isTooLong && !unit.unit.isSync
    }

    /// Begins a segment with a keyframe, where there is reason to.
    private mutating func turn(to unit: TimedUnit, at time: Int64) {
        let due = boundaries.prefix { $0.time <= time + tolerance }
        boundaries.removeFirst(due.count)
        if !hasBegun {
            rendition.begin(
                at: time, number: place.segment + due.count,
                period: place.period + due.count { $0.isDiscontinuous })
        } else if !due.isEmpty {
            for boundary in due {
                rendition.cut(
                    at: Boundary(
                        time: min(max(boundary.time, rendition.end), time),
                        isDiscontinuous: boundary.isDiscontinuous))
            }
        } else if isEmpty(since: time) {
            // The segment was begun for it, and it came late.
        } else if awaitsKeyframe || rendition.configuration != unit.configuration {
            // No discontinuity: the others have none. A section of its own tells decoders of another size.
            rendition.cut(at: Boundary(time: time, isDiscontinuous: false))
        } else {
            return
        }
        segmentStart = time
    }

    /// Whether the present segment begins at a time, and has nothing yet.
    private func isEmpty(since time: Int64) -> Bool {
        guard awaitsKeyframe, let last = rendition.segments.last, last.isGap else { return false }
        // A moment goes from nanoseconds to ticks and back.
        return rendition.nanoseconds(last.start) >= time - 100_000
    }

    /// Passes a place where the best layer has ended a segment, with no keyframe for it. What is missing before it is a gap of its
    /// own, or the next one would be longer than a segment may be.
    private mutating func pass(_ boundary: Boundary) -> Bool {
        var isMore = false
        if !awaitsKeyframe, boundary.time - rendition.end > rendition.targets.longestPart {
            isMore = breakOff(at: Boundary(time: rendition.end, isDiscontinuous: false))
        }
        return breakOff(at: boundary) || isMore
    }

    /// Ends the segment where its pictures end. What follows is a gap up to the next keyframe.
    private mutating func breakOff(at boundary: Boundary) -> Bool {
        if !awaitsKeyframe { rendition.endPending(at: nil) }
        // A gap ends where the best layer's segment does.
        let time = awaitsKeyframe ? max(boundary.time, rendition.end) : rendition.end
        awaitsKeyframe = true
        wantsKeyframe = true
        rendition.cut(at: Boundary(time: time, isDiscontinuous: boundary.isDiscontinuous))
        return rendition.forceBoundary()
    }
}
