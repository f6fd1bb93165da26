internal import Media
internal import Timing

/// The stream's pictures in another codec, while anybody asks for them: another process makes them of the units of the leader, and
/// gives them back a little later; it may fail, and another may go on after a while.
///
///     catching up ── it is as far as the leader, or has had long enough ──► going on
///
/// They are cut as a layer beside the best is: where the leader ends its segments, at keyframes, which are those that the leader has.
/// It begins with a segment that the leader has ended already, since the pictures of two are remembered. What the process says is
/// judged like what comes from a network.
struct PictureBridge {
    /// What is made.
    private var layer: LayerRendition
    /// When the last unit is decoded that was taken, and what it is.
    private var last: (time: Int64, configuration: CodecConfiguration)?
    /// Until when it may be far behind the leader; `nil` once it was not.
    private var catchingUpUntil: Instant?

    /// How late it may be, and when it has caught up with the leader.
    private static let patience: Int64 = 2_500_000_000, nearness: Int64 = 400_000_000
    /// How long a process may take to begin and to make what is remembered.
    private static let startLimit = Duration.seconds(8)
    /// How far from the leader a unit may be: what is remembered, and what may be held back.
    private static let mostBehind: Int64 = 60_000_000_000, mostAhead: Int64 = 5_000_000_000
    /// The most units that are held back, and the most octets of one.
    private static let mostHeld = 4096, mostOctets = 8 << 20

    /// A rendition that has nothing yet, and begins with a segment of the leader, which has ended others since, or a later one.
    init(
        _ rendition: Rendition, usualFrame: Int64, place: (segment: Int, period: Int), boundaries: [Boundary],
        at now: Instant
    ) {
        layer = LayerRendition(nil, rendition, usualFrame: usualFrame, place: place, tolerance: 0)
        layer.patience = .max
        for boundary in boundaries { layer.cut(at: boundary) }
        catchingUpUntil = now.advanced(by: Self.startLimit)
    }

    // MARK: Getters

    /// What is made.
    var rendition: Rendition { layer.rendition }

    /// When `release(upTo:at:)` has something to do.
    var nextDeadline: Instant { layer.nextDeadline }

    /// Whether there is a whole segment, so that any player can begin.
    var isReady: Bool { rendition.segments.contains { $0.isFinished && !$0.isGap } }

    // MARK: What arrives

    /// Takes a unit, which waits for the leader's of the same time, until a moment. What cannot be of the stream is left out.
    mutating func handle(_ unit: TimedUnit, leader: Int64, until: Instant) {
        let time = rendition.nanoseconds(unit.unit.decodeTime)
        guard layer.heldCount < Self.mostHeld, unit.unit.bytes.count <= Self.mostOctets,
            leader - Self.mostBehind...leader + Self.mostAhead ~= time, last.map({ $0.time < time }) ?? true,
            unit.unit.isSync || last?.configuration == unit.configuration
        else { return }
        last = (time, unit.configuration)
        layer.handle(unit, until: until)
    }

    /// The leader ends a segment.
    mutating func cut(at boundary: Boundary) { layer.cut(at: boundary) }

    /// Lets units go that the leader has passed, or that have waited long enough; whether there is more to serve.
    mutating func release(upTo time: Int64, at now: Instant) -> Bool {
        if let limit = catchingUpUntil, limit <= now || last.map({ $0.time > time - Self.nearness }) ?? false
        {
            catchingUpUntil = nil
            layer.patience = Self.patience
        }
        return layer.release(upTo: time, at: now)
    }

    /// Nothing comes any more, for now: ends segments that the leader has ended.
    mutating func standStill() -> Bool { layer.standStill() }

    /// Nothing comes any more.
    mutating func finish() { layer.finish() }
}
