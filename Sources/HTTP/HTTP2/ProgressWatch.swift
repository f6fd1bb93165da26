import Timing

/// Watches that bytes keep moving: at least `rate` a second, judged over `period` and then anew.
struct ProgressWatch {
    /// When the stretch that is being judged began; `nil` while nothing is expected to move.
    private var since: Instant?
    /// How many bytes moved in it.
    private var moved = 0

    /// Begins to watch, unless it does already.
    mutating func start(at now: Instant) {
        guard since == nil else { return }
        restart(at: now)
    }

    /// Begins a new stretch.
    mutating func restart(at now: Instant) {
        since = now
        moved = 0
    }

    /// Expects nothing any more.
    mutating func stop() {
        since = nil
    }

    /// Some bytes moved.
    mutating func count(_ bytes: Int) {
        moved += bytes
    }

    /// When the stretch ends and must be judged.
    func deadline(after period: Duration) -> Instant? {
        since?.advanced(by: period)
    }

    /// Whether a stretch has ended by `now` with too little moved: told once, for then the watch stops. After a good
    /// one the next begins.
    mutating func isTooSlow(at now: Instant, over period: Duration, rate: Int) -> Bool {
        guard let end = deadline(after: period), end <= now else { return false }
        let due = Double(rate) * period.seconds
        guard Double(moved) >= due else {
            stop()
            return true
        }
        restart(at: now)
        return false
    }
}
