internal import Timing

/// A short while of sending more than the media needs, to see what a path takes: the packets sent meanwhile, and how
/// fast they came through.
///
///     sending ──(all sent)──► waiting ──(all heard of, or a second passed)──► over
struct Probe: Sendable {
    /// Whether what it shows is only told.
    let isGlance: Bool
    /// What it tries, in bits a second.
    private let bitsPerSecond: Double
    /// How many octets it takes, those of the media among them.
    let goal: Int
    /// When it began.
    private let began: Instant
    /// Whether packets of padding make up what the media lacks.
    let isPadded: Bool
    /// Of those that arrived: how many, their octets, and when the first and the last left and came.
    private var arrivals = 0, octets = 0
    private var sent: (first: Int64, last: Int64) = (.max, .min)
    private var arrived: (first: Int64, last: Int64) = (.max, .min)
    /// The octets of the packet that left last and of the one that came first: they took no time that was seen.
    private var lastSize = 0, firstSize = 0
    /// How many were heard of.
    private var heard = 0

    /// Between two looks at what is to be sent.
    static let step = Duration.milliseconds(5)
    /// Nobody answers later.
    private static let patience = Duration.seconds(1)

    /// Begins what is wished.
    init(_ wish: LayerSelector.ProbeWish, isPadded: Bool, at now: Instant) {
        isGlance = wish.isGlance
        self.isPadded = isPadded
        bitsPerSecond = Double(wish.bitsPerSecond)
        goal = wish.octets
        began = now
    }

    /// How large packets of padding are: there must be some to measure between.
    var packetSize: Int { min(max(goal / 5, 100), 1000) }

    /// How many octets of padding are due when `left` of all have yet to be sent.
    func padding(left: Int, at now: Instant) -> Int {
        let passed = began.duration(to: now) + Self.step
        let due = min(Int(min(bitsPerSecond / 8 * passed.seconds, 1e9)), goal)
        return max(due - (goal - left), 0)
    }

    /// Whether nothing more will be heard.
    func isOver(_ log: borrowing SentLog, at now: Instant) -> Bool {
        log.probe.octetsLeft <= 0 && heard >= log.probe.packets || began.duration(to: now) > Self.patience
    }

    /// Notes that one of its packets was lost, or came.
    mutating func hear(_ byteCount: Int, sent: Int64, arrived: Int64?) {
        heard += 1
        guard let arrived else { return }
        arrivals += 1
        octets += byteCount
        if sent >= self.sent.last { lastSize = byteCount }
        if arrived < self.arrived.first { firstSize = byteCount }
        self.sent = (min(self.sent.first, sent), max(self.sent.last, sent))
        self.arrived = (min(self.arrived.first, arrived), max(self.arrived.last, arrived))
    }

    /// What the path took, in bits a second; `nil` when too little came to say. What came slower than it left shows
    /// the path's own rate, of which a little is left free. What the path loses whatever is sent took its time too.
    func result(sent sentPackets: Int, inherentLoss inherent: Double) -> Double? {
        let kept = Double(arrivals) / Double(max(sentPackets, 1))
        guard arrivals >= 4, kept >= 0.8 * (1 - inherent) else { return nil }
        let share = max(kept, 1 - inherent)
        let sending = Double(octets - lastSize) * 8e6 / share / Double(max(sent.last - sent.first, 1000))
        let receiving =
            Double(octets - firstSize) * 8e6 / share / Double(max(arrived.last - arrived.first, 1000))
        return receiving < sending * 0.9 ? receiving * 0.95 : min(sending, receiving)
    }
}
