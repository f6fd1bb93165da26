public import RTP
public import Timing

/// The packets of one stream that did not come, and when to ask for each.
///
///      gap seen ── grace ──► asked ── a round trip ──► asked again ── … ──► given up
///         └───────── came after all, or was sent again: forgotten ─────────────┘
///
/// Invariants:
/// 1. `missing` is sorted, has no number twice, and never outgrows the memory it was made with.
/// 2. A packet is asked for at most `attempts` times, at least half a round trip apart.
/// 3. `earliest` is not later than any packet's next step was when it was worked out. It may be earlier: a wake-up
///    for nothing is cheap.
///
/// RFC 4585 §6.2.1 gives the message and §3.5 how soon it may leave; neither says how long a gap may be mere
/// reordering. Wi-Fi and bonded uplinks reorder, so a gap first gets a grace, learned from how late overtaken
/// packets were. Round trips are learned from the answers where nobody measures them; the estimate leans to the short
/// ones, since a second request too soon costs one packet, and one too late costs the picture.
public struct NackGenerator: Sendable {
    /// How patient it is.
    public struct Settings: Sendable {
        /// The longest that a gap may pass for reordering.
        public var longestGrace: Duration
        /// How long a packet is worth having after it was missed: the playout delay that we count on. A path whose
        /// round trip leaves no time for a second attempt gets three round trips.
        public var deadline: Duration
        /// How often a packet is asked for at most.
        public var attempts: Int
        /// How many packets may be missing at once. More is no loss but an outage, and a keyframe mends it.
        public var capacity: Int

        /// Settings; the defaults recover 99.5 % within 300 ms at a round trip of 60 ms that loses a tenth both
        /// ways and jitters by 50 ms.
        public init(
            longestGrace: Duration = .milliseconds(20), deadline: Duration = .milliseconds(300),
            attempts: Int = 8, capacity: Int = 512
        ) {
            self.longestGrace = longestGrace
            self.deadline = deadline
            self.attempts = attempts
            self.capacity = capacity
        }
    }

    /// A packet that did not come.
    private struct Missing {
        /// Its place.
        let place: Int64
        /// When it was missed, in nanoseconds of the axis.
        let noticed: Int64
        /// When it was asked for last.
        var asked: Int64
        /// How often it was asked for.
        var attempts = 0
    }

    /// How patient it is.
    private let settings: Settings
    /// The deadline in nanoseconds: a duration's take a division.
    private let deadline: Int64
    /// What is missing, in order.
    private var missing: [Missing] = []
    /// The next step, or earlier; `.max` when there is none.
    private var earliest = Int64.max
    /// How long a gap may be reordering, in nanoseconds.
    private var grace: Int64
    /// The round trip, in nanoseconds.
    private var roundTrip: Int64 = 100_000_000
    /// Whether that was measured, and not learned from answers.
    private var isMeasured = false

    /// How many requests were made for a packet, again and again counted.
    public private(set) var requested: UInt64 = 0
    /// How many packets never came.
    public private(set) var abandoned: UInt64 = 0

    /// The most numbers handed out at once: in the worst case, each in an entry of its own, they take 800 octets.
    static let batch = 200
    private static let shortestGrace: Int64 = 4_000_000
    private static let roundTrips: ClosedRange<Int64> = 10_000_000...1_000_000_000

    /// Starts with nothing missing.
    public init(_ settings: Settings = Settings()) {
        self.settings = settings
        deadline = settings.deadline.nanoseconds
        grace = min(10_000_000, settings.longestGrace.nanoseconds)
        missing.reserveCapacity(settings.capacity)
    }

    /// When `takeDue` has something to do; `nil` when nothing is missing.
    public var nextDeadline: Instant? {
        earliest == .max ? nil : Instant(nanoseconds: earliest)
    }

    /// How many packets are missing and not given up.
    public var missingCount: Int { missing.count }

    /// How long it waits before it asks again.
    public var retryInterval: Duration { .nanoseconds(interval) }

    /// How long a gap may pass for reordering now.
    public var reorderGrace: Duration { .nanoseconds(grace) }

    /// Takes note that `count` packets in front of `newest` did not come. `false`, and all is forgotten, when so
    /// many are missing that only a keyframe helps.
    public mutating func handleGap(before newest: ExtendedSequenceNumber, count: Int64, at now: Instant)
        -> Bool
    {
        guard count <= Int64(settings.capacity - missing.count) else {
            abandoned += UInt64(missing.count) + UInt64(count)
            removeAll()
            return false
        }
        for place in newest.value - count..<newest.value {
            missing.append(Missing(place: place, noticed: now.nanoseconds, asked: 0))
        }
        earliest = min(earliest, now.nanoseconds &+ grace)
        return true
    }

    /// Takes note that a packet came that was not the newest, by itself or, `isRepair`, sent again.
    public mutating func handleArrival(
        of place: ExtendedSequenceNumber, isRepair: Bool, at now: Instant
    ) {
        guard let index = index(of: place.value) else {
            // An answer to what was given up: round trips are much longer than thought.
            if isRepair, !isMeasured { roundTrip += roundTrip / 8 }
            limitRoundTrip()
            return
        }
        let entry = missing.remove(at: index)
        if missing.isEmpty { earliest = .max }
        let sinceAsked = now.nanoseconds &- entry.asked
        if isRepair {
            learnRoundTrip(sinceLast: sinceAsked, attempts: entry.attempts)
            // It was lost indeed, and waiting was for nothing.
            grace = max(grace - grace / 16, min(Self.shortestGrace, grace))
        } else if entry.attempts == 0 || sinceAsked < roundTrip * 3 / 4 {
            // Too soon to be an answer, where answers come with the stream itself: it was overtaken.
            learnLateness(now.nanoseconds &- entry.noticed)
        }
    }

    /// Takes note that a packet is there that nobody has to send again.
    public mutating func forget(_ place: ExtendedSequenceNumber) {
        guard let index = index(of: place.value) else { return }
        missing.remove(at: index)
        if missing.isEmpty { earliest = .max }
    }

    /// Takes a round trip that was measured otherwise. From then on answers teach nothing: they know less.
    public mutating func handleRoundTrip(_ time: Duration) {
        roundTrip += (time.nanoseconds - roundTrip) / (isMeasured ? 8 : 1)
        isMeasured = true
        limitRoundTrip()
    }

    /// Forgets what is missing: numbers began anew.
    public mutating func removeAll() {
        missing.removeAll(keepingCapacity: true)
        earliest = .max
    }

    /// Appends the packets to ask for now, in order, and gives up those it is too late for. Returns how many were
    /// given up. Call it again while `nextDeadline` has come: a message has room for so many.
    public mutating func takeDue(at now: Instant, into numbers: inout [SequenceNumber]) -> Int {
        guard earliest <= now.nanoseconds else { return 0 }
        earliest = .max
        let oldest = now.nanoseconds &- max(deadline, 3 * roundTrip)
        let before = missing.count
        missing.removeAll { $0.noticed <= oldest }
        var room = Self.batch
        for index in missing.indices {
            if step(missing[index]) <= now.nanoseconds, room > 0 {
                numbers.append(ExtendedSequenceNumber(missing[index].place).number)
                missing[index].attempts += 1
                missing[index].asked = now.nanoseconds
                requested += 1
                room -= 1
            }
            earliest = min(
                earliest, step(missing[index]), missing[index].noticed &+ now.nanoseconds &- oldest)
        }
        abandoned += UInt64(before - missing.count)
        return before - missing.count
    }

    /// When a packet is to be asked for next; `.max` when it was often enough.
    private func step(_ entry: Missing) -> Int64 {
        if entry.attempts == 0 { return entry.noticed &+ grace }
        return entry.attempts < settings.attempts ? entry.asked &+ interval : .max
    }

    /// A round trip; where the deadline leaves no time for three of them, as much less as makes three attempts fit,
    /// down to half. With a tenth lost both ways, two attempts fail for one packet in thirty, which is too many. A
    /// missed packet was sent half a round trip before, and the last answer needs a whole one.
    private var interval: Int64 {
        let left = deadline - roundTrip / 2 - roundTrip - grace
        return left > 0 ? min(roundTrip, max(left / 2, roundTrip / 2)) : roundTrip
    }

    /// The index of a place, by halving.
    private func index(of place: Int64) -> Int? {
        var (low, high) = (0, missing.count)
        while low < high {
            let middle = (low + high) / 2
            if missing[middle].place < place { low = middle + 1 } else { high = middle }
        }
        return low < missing.count && missing[low].place == place ? low : nil
    }

    /// Takes the time since the last of several requests. Which of them was answered is not said; the one whose time
    /// is nearest to what is known, so that early answers to patient requests do not look like a short path.
    private mutating func learnRoundTrip(sinceLast time: Int64, attempts: Int) {
        guard attempts > 0, !isMeasured else { return }
        var sample = time
        for _ in 1..<attempts where sample + interval / 2 < roundTrip { sample += interval }
        roundTrip += (sample - roundTrip) / (sample < roundTrip ? 4 : 16)
        limitRoundTrip()
    }

    private mutating func limitRoundTrip() {
        roundTrip = min(max(roundTrip, Self.roundTrips.lowerBound), Self.roundTrips.upperBound)
    }

    private mutating func learnLateness(_ lateness: Int64) {
        let wanted = min(lateness, settings.longestGrace.nanoseconds)
        if wanted > grace { grace += (wanted - grace) / 4 }
    }
}
