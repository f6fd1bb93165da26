internal import Timing

/// Where a source's clock lies on our axis: one line for all of its media, so that sound and pictures stay together.
///
/// The line goes through the units that came soonest: those that came later were held up on their way. It follows a
/// clock that runs faster or slower by up to 500 parts in a million, since crystals are off by less than 200, and never
/// by leaps, but for a source whose times were set or that was away.
///
/// Invariants:
/// 1. Times of a source grow on our axis as they grow at the source, but for the drift that is followed.
/// 2. No unit lies more than `farthestAhead` behind its arrival.
struct SourceClock {
    /// What a source's time is on our axis.
    struct Place {
        /// When the unit was taken.
        let moment: Instant
        /// Whether that has nothing to do with the moments before.
        let isJump: Bool
    }

    /// What to add to a source's time, in nanoseconds.
    private var shift: Int64?
    /// By how little units of this window came later than the line says, and when the window ends.
    private var leastDelay = Int64.max
    private var windowEnd = Instant.zero
    /// How far the line may still be moved at once: the first units are held up by what is set up before them.
    private var leeway = SourceClock.usualLeeway

    /// How often the drift is followed, and how far at most.
    private static let window = Duration.seconds(2)
    private static let step: Int64 = 1_000_000
    /// How long a connection's first packets take longer than those that follow, at most.
    private static let usualLeeway: Int64 = 300_000_000
    /// By how much a unit may lie ahead of its arrival; whoever sends faster than it plays is read more slowly.
    static let farthestAhead: Int64 = 5_000_000_000
    /// How late all units of a window are whose source was away, and did not count that time.
    private static let longestDelay: Int64 = 3_000_000_000

    /// Puts a time on our axis.
    mutating func place(_ time: Int64, at now: Instant) -> Place {
        guard let shift else { return begin(time, at: now, isJump: false) }
        var delay = now.nanoseconds &- (time &+ shift)
        guard delay > -Self.farthestAhead else { return begin(time, at: now, isJump: true) }
        if delay < 0, leeway > 0 {
            let move = min(-delay, leeway)
            leeway -= move
            delay += move
            self.shift = shift - move
        }
        leastDelay = min(leastDelay, delay)
        if now >= windowEnd {
            guard leastDelay < Self.longestDelay else { return begin(time, at: now, isJump: true) }
            self.shift = (self.shift ?? shift) + min(max(leastDelay, -Self.step), Self.step)
            beginWindow(at: now)
        }
        return Place(moment: Instant(nanoseconds: time &+ (self.shift ?? shift)), isJump: false)
    }

    private mutating func begin(_ time: Int64, at now: Instant, isJump: Bool) -> Place {
        shift = now.nanoseconds &- time
        leeway = Self.usualLeeway
        beginWindow(at: now)
        return Place(moment: now, isJump: isJump)
    }

    private mutating func beginWindow(at now: Instant) {
        leastDelay = .max
        windowEnd = now.advanced(by: Self.window)
    }
}
