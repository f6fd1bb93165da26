internal import Timing

/// What a player has loaded, and how far it has played: media that is there plays in real time, and playing stands still
/// where there is none.
///
///     empty ──all tracks have something──► playing ──one has run out──► stalled ──it has more──► playing ...
///                                             └───── the last was played ─────► over
///
/// Who plays as soon as there is anything starts early and stalls easily; hls.js does. A stall that goes on when it is
/// asked for counts.
struct PlaybackBuffer {
    /// How much of each track is there, from where playing began.
    private var loaded: [Duration]
    /// How far it had played at `since`.
    private var played = Duration.zero
    /// Since when it plays; `nil` while it does not.
    private var since: Instant?
    /// Since when it has stood still, after it had begun.
    private var stalledSince: Instant?
    /// Whether each track is there to its end.
    private var isComplete: [Bool]
    /// When it began to play; `nil` before.
    private(set) var began: Instant?
    /// How long each stall was that is over.
    private(set) var stalls: [Duration] = []

    /// A buffer of so many tracks, with nothing in it.
    init(tracks: Int) {
        loaded = Array(repeating: .zero, count: tracks)
        isComplete = Array(repeating: false, count: tracks)
    }

    // MARK: Getters

    /// How far it has played now.
    func position(at now: Instant) -> Duration {
        since.map { min(played + $0.duration(to: now), available) } ?? played
    }

    /// How far a track is there, from where playing began.
    func end(of track: Int) -> Duration { loaded[track] }

    /// How much of a track is there that was not played yet.
    func ahead(of track: Int, at now: Instant) -> Duration { loaded[track] - position(at: now) }

    /// Whether it stands still for want of media; what was all played is over.
    func isStalled(at now: Instant) -> Bool {
        if stalledSince != nil { return true }
        guard let since else { return false }
        return played + since.duration(to: now) > available && !isComplete.allSatisfy(\.self)
    }

    /// How long each stall was, the one that goes on among them.
    func allStalls(at now: Instant) -> [Duration] {
        var buffer = self
        buffer.advance(to: now)
        return buffer.stalls + (buffer.stalledSince.map { [$0.duration(to: now)] } ?? [])
    }

    // MARK: Commands

    /// More of a track is there.
    mutating func append(_ duration: Duration, to track: Int, at now: Instant) {
        advance(to: now)
        loaded[track] += duration
        resume(at: now)
    }

    /// Nothing follows what is there of a track.
    mutating func complete(_ track: Int, at now: Instant) {
        advance(to: now)
        isComplete[track] = true
    }

    /// What was to follow of a track is no more to be had: what is there of it is thrown away, and playing goes on with what
    /// comes.
    mutating func skip(_ track: Int, at now: Instant) {
        advance(to: now)
        played = position(at: now)
        if since != nil { stalledSince = now }
        since = nil
        loaded[track] = played
    }

    // MARK: Parts

    private var available: Duration { loaded.min() ?? .zero }

    /// Plays until now, or until it had to stop.
    private mutating func advance(to now: Instant) {
        guard let since else { return }
        let wanted = played + since.duration(to: now)
        guard wanted > available else { return }
        self.since = nil
        if !isComplete.allSatisfy(\.self) { stalledSince = since.advanced(by: available - played) }
        played = available
    }

    private mutating func resume(at now: Instant) {
        guard since == nil, available > played else { return }
        if let stalledSince { stalls.append(stalledSince.duration(to: now)) }
        stalledSince = nil
        began = began ?? now
        since = now
    }
}
