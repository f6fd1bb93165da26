internal import RTP
internal import Timing

/// What is known of the path to a peer that gets media, by whatever it tells: of each packet, or in reports.
struct Bandwidth: Sendable {
    /// By feedback of each packet; `nil` where that was not agreed on.
    var estimator: BandwidthEstimator?
    /// By reports, until such feedback comes.
    private var reported = ReportedRate(Double(Bandwidth.guess))
    /// When to look whether packets are stuck on the way; `nil` while nothing is heard.
    private var lookAt: Instant?
    /// Whether something is known that was not told yet.
    private var hasNews = false
    /// Whether the first packets were looked at, which often come faster than media does.
    private var hasBegun = false

    /// Before anything is known: what most paths take, and a small picture needs.
    private static let guess = 1_000_000
    /// Between two looks.
    private static let interval = Duration.milliseconds(100)
    /// Before a round trip was measured.
    private static let usualRoundTrip = Duration.milliseconds(100)
    /// What is taken as a first probe: it is over before the first feedback comes.
    private static let firstProbe = LayerSelector.ProbeWish(
        isGlance: false, bitsPerSecond: guess, octets: 12_000)

    /// Of a peer that tells of each packet, or not.
    init(hasFeedback: Bool) {
        estimator = hasFeedback ? BandwidthEstimator(startingAt: Self.guess) : nil
    }

    /// Whether single packets are told of.
    private var isHeard: Bool { estimator?.hasHeard == true }

    /// The path as far as it is known.
    func path(_ log: borrowing SentLog, at now: Instant) -> LayerSelector.Path {
        if let estimator, isHeard { return LayerSelector.Path(estimator) }
        let sending = Double(log.sending.bitsPerSecond(at: now))
        return LayerSelector.Path(
            bitsPerSecond: Int(reported.bitsPerSecond(sending: sending)), lossShare: reported.lossShare)
    }

    /// When something is to be done.
    var nextDeadline: Instant? { earliest(lookAt, estimator?.nextDeadline) }

    /// Whether something is known that was not told yet; asked once.
    mutating func takeNews() -> Bool {
        defer { hasNews = false }
        return hasNews
    }

    /// Takes feedback.
    mutating func handle(
        _ feedback: consuming TransportFeedback, of log: inout SentLog, roundTrip: Duration?, at now: Instant
    ) {
        estimator?.handle(feedback, of: &log, roundTrip: roundTrip ?? Self.usualRoundTrip, at: now)
        lookAt = now.advanced(by: Self.interval)
        hasNews = true
    }

    /// Takes the share of packets that a report calls lost.
    mutating func handle(lost: Double, _ log: borrowing SentLog, at now: Instant) {
        reported.handle(lost: lost, sending: Double(log.sending.bitsPerSecond(at: now)), at: now)
        hasNews = hasNews || !isHeard
    }

    /// Takes what the peer names. Where it tells of each packet that is known better.
    mutating func handle(limit bitsPerSecond: UInt64) {
        reported.handle(limit: bitsPerSecond)
        hasNews = hasNews || !isHeard
    }

    /// Time has passed. Feedback that stays away is told by packets that are stuck, or by nobody being there.
    mutating func handleTimeout(_ log: borrowing SentLog, roundTrip: Duration?, at now: Instant) {
        guard let due = lookAt, due <= now else { return }
        estimator?.handleTimeout(log, roundTrip: roundTrip ?? Self.usualRoundTrip, at: now)
        lookAt = estimator?.isHearing(at: now) == true ? now.advanced(by: Self.interval) : nil
        hasNews = true
    }

    /// The first packet of a section leaves.
    mutating func begin(_ log: inout SentLog, at now: Instant) {
        guard !hasBegun else { return }
        hasBegun = true
        estimator?.probe(Self.firstProbe, isPadded: false, in: &log, at: now)
    }
}
