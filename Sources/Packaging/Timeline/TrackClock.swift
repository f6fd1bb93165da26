public import Media
public import Timing

/// Puts the units of one source on the stream's timeline: from the source's ticks, which begin anywhere, to ticks since
/// the stream's beginning, by when units were captured.
///
/// Differences between units are kept to the tick. What capture times say of where the line lies is followed slowly, a
/// tick a unit, since clocks drift by parts in a million and reports jitter by milliseconds; a line that is off by half
/// a second was set, and the timeline begins anew where it now says.
public struct TrackClock: Sendable {
    /// Ticks a second.
    public let rate: Int64
    /// The beginning of the timeline.
    private let origin: Instant
    /// What to add to a source's ticks.
    private var offset: Int64?
    /// How far capture times have been from the line, smoothed, in sixteenths of a tick.
    private var error: Int64 = 0
    /// Units in a row that were half a second off.
    private var strangers = 0
    /// The last time that was given out.
    private var last: Int64?

    /// A clock of units that count so many ticks a second, from then on.
    public init(rate: Int, origin: Instant) {
        self.rate = Int64(rate)
        self.origin = origin
    }

    /// The ticks of a duration in nanoseconds.
    func ticks(_ nanoseconds: Int64) -> Int64 { nanoseconds.ticks(rate: rate) }

    /// The nanoseconds of a duration in ticks.
    func nanoseconds(_ ticks: Int64) -> Int64 { ticks.nanoseconds(rate: rate) }

    /// Puts a unit on the timeline; whether its time has nothing to do with the one before. `nil` when it is not later
    /// than that one.
    public mutating func place(_ unit: inout AccessUnit, at now: Instant) -> Bool? {
        // Bounded, so that no sum of times leaves 64 bits: 2^48 ticks are a century.
        guard unit.decodeTime.magnitude < 1 << 48 else { return nil }
        let moment = ticks(origin.duration(to: unit.captured ?? now).nanoseconds)
        var isJump = false
        if let offset {
            isJump = follow(moment &- (unit.decodeTime + offset), wasCaptured: unit.captured != nil)
            if isJump { self.offset = moment - unit.decodeTime }
        } else {
            self.offset = moment - unit.decodeTime
        }
        let time = max(unit.decodeTime + (offset ?? 0), isJump ? (last ?? 0) + 1 : 0)
        if let last, time <= last { return nil }
        last = time
        unit.decodeTime = time
        return isJump
    }

    /// Takes how far a unit is from the line; whether the line was left.
    private mutating func follow(_ difference: Int64, wasCaptured: Bool) -> Bool {
        guard wasCaptured else { return false }
        if difference.magnitude > rate / 2 {
            strangers += 1
            guard strangers > 2 else { return false }
            (strangers, error) = (0, 0)
            return true
        }
        strangers = 0
        error += difference - error / 16
        // Beyond five milliseconds, on average of sixteen units.
        if error.magnitude / 16 > rate / 200, let offset {
            self.offset = offset + error.signum()
            error -= 16 * error.signum()
        }
        return false
    }

    /// Forgets the source: the next unit is of another, whose ticks begin anywhere.
    public mutating func restart() {
        offset = nil
        (error, strangers) = (0, 0)
    }
}
