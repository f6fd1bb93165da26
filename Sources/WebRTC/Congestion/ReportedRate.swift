internal import Timing

/// A limit for a receiver that does not tell of single packets: by the share that its reports call lost, and by what it
/// names itself (REMB).
///
/// Below a fiftieth lost it rises, above a tenth it falls by half of that share, in between it stays: the loss-based
/// part of draft-ietf-rmcat-gcc-02 §6, which is all that can be known here. It rises beyond what is sent, so that a better
/// layer is tried now and then; `LayerSelector` waits longer after each try that failed.
struct ReportedRate: Sendable {
    /// In bits a second, REMB left aside.
    private var rate: Double
    /// What the receiver named last.
    private var named: Double?
    /// When it was last updated.
    private var updatedAt: Instant?
    /// The share that was lost of late.
    private(set) var lossShare = 0.0

    /// How much it rises in a second.
    private static let growth = 1.08
    /// It never rises above so many times what is sent.
    private static let reach = 4.0
    /// A receiver's own estimate is bounded by what it gets (libwebrtc: one and a half times that), so that one this far
    /// above what is sent says only that all is well.
    private static let room = 1.25

    /// Begins with a guess.
    init(_ bitsPerSecond: Double) {
        rate = bitsPerSecond
    }

    /// What the path takes while so much is sent.
    func bitsPerSecond(sending: Double) -> Double {
        guard let named, named < sending * Self.room else { return rate }
        return min(rate, named)
    }

    /// Takes the share of packets that a report calls lost, those left out that never left.
    mutating func handle(lost: Double, sending: Double, at now: Instant) {
        let passed = min(updatedAt.map { $0.duration(to: now).seconds } ?? 0, 2)
        updatedAt = now
        lossShare += (lost - lossShare) / 4
        if lost > 0.1 {
            rate = max(min(rate, sending) * (1 - lost / 2), DelayBasedRate.least)
        } else if lost < 0.02 {
            let most = max(sending * Self.reach, rate)
            rate = min(rate * (1 + (Self.growth - 1) * passed), most)
        }
    }

    /// Takes what the receiver names.
    mutating func handle(limit bitsPerSecond: UInt64) {
        named = Double(bitsPerSecond)
    }
}
