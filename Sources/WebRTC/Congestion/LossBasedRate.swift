internal import Timing

/// A limit by the share of packets that get lost, beyond what the path loses whatever is sent.
///
/// A radio link that loses a tenth of everything is no reason to send a smaller picture, since repairs cost a tenth; a
/// policer that drops what is above its rate, with no queue that would show in the delay, is. They are told apart by
/// what was lost before: more than that is due to us.
///
/// Deviation: draft-ietf-rmcat-gcc-02 §6 lowers the rate above a tenth lost, whatever the cause, which would hold a
/// viewer behind a steady 15 % at the lowest layer for ever.
struct LossBasedRate: Sendable {
    /// In bits a second; `nil` while losses limit nothing.
    private(set) var limit: Double?
    /// What the path loses whatever is sent, as a share.
    private(set) var inherent = 0.0
    /// The share lost of late, which follows within some seconds.
    private(set) var share = 0.0
    /// Packets of the present span.
    private var lost = 0, arrived = 0
    /// When the present span began.
    private var spanStart: Instant?
    /// Whether a span was judged.
    private var hasJudged = false

    /// Spans are so long, and have so many packets: fewer say too little.
    private static let span = Duration.milliseconds(500), fewest = 20
    /// How much more than inherent is too much.
    private static let tolerance = 0.1
    /// How much a limit rises in a span without such losses.
    private static let growth = 1.08

    /// Adds what a feedback message says, and judges when a span is over. `sending` is what is sent, in bits a second.
    mutating func add(lost: Int, arrived: Int, sending: Double, at now: Instant) {
        self.lost += lost
        self.arrived += arrived
        let begin = spanStart ?? now
        spanStart = begin
        guard begin.duration(to: now) >= Self.span, self.lost + self.arrived >= Self.fewest else { return }
        judge(Double(self.lost) / Double(self.lost + self.arrived), sending: sending)
        (self.lost, self.arrived) = (0, 0)
        spanStart = now
    }

    /// A probe got through at a rate.
    mutating func raise(to bitsPerSecond: Double) {
        if let limit, limit < bitsPerSecond { self.limit = bitsPerSecond }
    }

    private mutating func judge(_ lost: Double, sending: Double) {
        // Chance alone makes one span differ from the next: two deviations of as many packets are allowed for.
        let total = Double(self.lost + self.arrived)
        let chance = 2 * (inherent * (1 - inherent) / total).squareRoot()
        let excess = lost - inherent - chance
        if hasJudged, excess > Self.tolerance {
            limit = max(sending * (1 - excess), DelayBasedRate.least)
        } else if let limit {
            // A limit that is far above what is sent limits nothing.
            self.limit = limit > sending * 4 ? nil : limit * Self.growth
        }
        share = hasJudged ? share + (lost - share) / 4 : lost
        // Down at once, up within some ten seconds: a path that got worse is worse at any rate by then.
        inherent = min(share, inherent + max(share - inherent, 0) / 16)
        if !hasJudged { inherent = min(lost, 0.3) }
        hasJudged = true
    }
}
