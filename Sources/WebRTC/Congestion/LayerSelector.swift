public import Timing

/// Which of a source's layers one viewer gets: the best that its path carries, without changing its mind too often.
///
/// Down at once when the path does not carry the layer, since every moment of waiting is queue; up only when the estimate
/// has room, the path is calm, and the last try was long enough ago. A step up that had to be taken back makes the next
/// one wait twice as long, so that a path between two layers settles on the lower.
///
/// The estimate does not rise far above what is sent, so a better layer must be asked for: first by a glance, some
/// packets in a row that cost a path of the estimate's rate 80 ms; only when they come through fast enough, by a proof of
/// a tenth of a second at the layer's own rate.
public struct LayerSelector: Sendable {
    /// What is known of the path.
    public struct Path: Sendable {
        /// What it takes, in bits a second.
        public var bitsPerSecond: Int
        /// How long packets wait on it.
        public var queueingDelay: Duration
        /// Whether more is sent than gets through.
        public var isOverused: Bool
        /// Whether a probe is under way.
        public var isProbing: Bool

        /// The share of packets that it loses.
        public var lossShare: Double
        /// Whether probes say anything: single packets are told of.
        public var canProbe: Bool

        /// The path as an estimator sees it.
        public init(_ estimator: borrowing BandwidthEstimator) {
            bitsPerSecond = estimator.bitsPerSecond
            queueingDelay = estimator.queueingDelay
            isOverused = estimator.isOverused
            isProbing = estimator.isProbing
            lossShare = estimator.lossShare
            canProbe = true
        }

        /// A path of which nothing is known but reports.
        init(bitsPerSecond: Int, lossShare: Double) {
            self.bitsPerSecond = bitsPerSecond
            self.lossShare = lossShare
            (queueingDelay, isOverused, isProbing, canProbe) = (.zero, false, false, false)
        }
    }

    /// A probe to make.
    public struct ProbeWish: Hashable, Sendable {
        /// Whether it is only to see whether a proof is worth it: it says nothing of the path for longer.
        public var isGlance: Bool
        /// At which rate.
        public var bitsPerSecond: Int
        /// How much of it.
        public var octets: Int
    }

    /// Why the present layer is the one.
    public enum Reason: String, Hashable, Sendable {
        /// It is the best there is.
        case best
        /// The path carries no better one.
        case bandwidth
        /// A better one was tried, and is tried again later.
        case patience
    }

    /// The layer to send.
    public private(set) var target: Int
    /// Why.
    public private(set) var reason = Reason.bandwidth
    /// Since when the estimate has been below what the target costs.
    private var shortSince: Instant?
    /// When it went up last.
    private var roseAt: Instant?
    /// Until when it does not go up.
    private var holdUntil = Instant.zero
    /// How many steps up were taken back of late: each makes the next one need more room.
    private var strikes = 0
    /// When the last one was taken back, or forgotten.
    private var struckAt = Instant.zero
    /// When the next glance may be made, and the next proof.
    private var glanceAt = Instant.zero, proofAt = Instant.zero
    /// How long after a proof in vain the next may be.
    private var proofWait = LayerSelector.firstProofWait
    /// When the glance was asked for whose answer is awaited, and for which layer.
    private var glance: (at: Instant, layer: Int)?

    private static let hold = Duration.milliseconds(1500), memory = Duration.seconds(20)
    private static let firstProofWait = Duration.seconds(2), longestProofWait = Duration.seconds(8)
    /// Between glances.
    private static let glanceWait = Duration.milliseconds(1200)
    /// A step up that is taken back within this was a mistake.
    private static let trial = Duration.seconds(6)
    /// Packets that wait longer mean a full queue; less is calm.
    private static let fullQueue = Duration.milliseconds(120), calmQueue = Duration.milliseconds(40)

    /// Begins with a layer, which may be the best there is.
    public init(target: Int = 0, isBest: Bool = false) {
        self.target = target
        reason = isBest ? .best : .bandwidth
    }

    /// Chooses anew, and says which probe to make, if any. `lastProbe` is what the estimator remembers of the last one.
    public mutating func update(
        _ rates: LayerRates, on path: Path, lastProbe: (at: Instant, bitsPerSecond: Int?)?, at now: Instant
    ) -> ProbeWish? {
        guard rates.count > 0 else { return nil }
        target = min(target, rates.count - 1)
        forget(at: now)
        if mustFall(rates, path, at: now) {
            fall(rates, path, at: now)
        } else {
            rise(rates, path, at: now)
        }
        explain(rates, at: now)
        return probe(rates, path, lastProbe, at: now)
    }

    /// The layer that was chosen is at another place among all, or was not for it to choose: others came or went.
    public mutating func move(to target: Int) {
        guard target != self.target else { return }
        self.target = target
        (shortSince, glance) = (nil, nil)
    }

    // MARK: Parts

    /// A mistake is forgotten after a while.
    private mutating func forget(at now: Instant) {
        guard strikes > 0, struckAt.duration(to: now) > Self.memory else { return }
        strikes -= 1
        struckAt = now
    }

    private mutating func mustFall(_ rates: LayerRates, _ path: Path, at now: Instant) -> Bool {
        guard target > 0, path.bitsPerSecond < rates[target] / 100 * 97 else {
            shortSince = nil
            return false
        }
        let since = shortSince ?? now
        shortSince = since
        return path.bitsPerSecond < rates[target] / 10 * 9 || path.queueingDelay > Self.fullQueue
            || since.duration(to: now) > .milliseconds(500)
    }

    private mutating func fall(_ rates: LayerRates, _ path: Path, at now: Instant) {
        target = (0..<target).last { rates[$0] <= path.bitsPerSecond } ?? 0
        shortSince = nil
        if let roseAt, roseAt.duration(to: now) < Self.trial {
            strikes = min(strikes + 1, 4)
            struckAt = now
        }
        holdUntil = now.advanced(by: Self.hold)
        glanceAt = holdUntil
        glance = nil
        roseAt = nil
    }

    private mutating func rise(_ rates: LayerRates, _ path: Path, at now: Instant) {
        guard now >= holdUntil, !path.isOverused, path.queueingDelay < Self.calmQueue,
            let best = (target..<rates.count).last(where: { needed(for: rates[$0]) <= path.bitsPerSecond }),
            best > target
        else { return }
        target = best
        roseAt = now
        proofWait = Self.firstProofWait
        proofAt = now
        glanceAt = now.advanced(by: .milliseconds(500))
        glance = nil
    }

    private mutating func explain(_ rates: LayerRates, at now: Instant) {
        reason = target == rates.count - 1 ? .best : now < holdUntil ? .patience : .bandwidth
    }

    /// What is to be found out next: whether a glance is worth while, and once it is answered, whether a proof is.
    private mutating func probe(
        _ rates: LayerRates, _ path: Path, _ last: (at: Instant, bitsPerSecond: Int?)?, at now: Instant
    ) -> ProbeWish? {
        guard target + 1 < rates.count, path.canProbe, !path.isProbing, now >= holdUntil, !path.isOverused,
            path.queueingDelay < Self.calmQueue
        else { return nil }
        if let asked = glance, let last, last.at >= asked.at {
            glance = nil
            let needed = needed(for: rates[asked.layer])
            if asked.layer > target, let seen = last.bitsPerSecond, seen >= needed, now >= proofAt {
                proofAt = now.advanced(by: proofWait)
                proofWait = min(proofWait * 2, Self.longestProofWait)
                return ProbeWish(isGlance: false, bitsPerSecond: needed / 16 * 17, octets: needed / 80)
            }
        }
        guard now >= glanceAt else { return nil }
        glanceAt = now.advanced(by: Self.glanceWait)
        // Two layers at once, when the path may take as much.
        let layer = (target + 1..<rates.count).last { rates[$0] / 2 <= path.bitsPerSecond } ?? target + 1
        glance = (now, layer)
        return ProbeWish(
            isGlance: true, bitsPerSecond: 50_000_000, octets: max(path.bitsPerSecond / 200, 2500))
    }

    /// What a path must take for a layer of a cost: a little more, for what is repeated, and more after each mistake.
    private func needed(for cost: Int) -> Int {
        cost + cost / 32 * (1 + 2 * strikes)
    }
}
