public import RTP
public import Timing

/// How much the path to one receiver takes, by what its transport-wide feedback says of each packet.
///
/// Delay and loss each give a limit; the smaller counts. What is sent is often less than the path takes, since media
/// comes in layers: then only a probe shows more, which the owner asks for (`probe`) and pads.
///
/// Numbers are given to packets as they leave for this receiver, so what the publisher's uplink lost is in none of it.
///
/// What was sent is in a log apart, which is the same one at every call: whoever sends writes it.
///
/// Invariant: one mutation, then `padding(in:at:)` when `nextDeadline` says so.
public struct BandwidthEstimator: Sendable {
    /// Packets gathered for comparison.
    private var groups = PacketGroups()
    /// Whether the delay grows.
    private var trend = DelayTrend()
    /// How long packets wait on the way.
    private var queueing = QueueingDelay()
    /// What arrives.
    private var arriving = RateMeter(span: .milliseconds(500))
    /// The same, of a shorter while: while a queue stands it is what the path takes.
    private var lately = RateMeter(span: .milliseconds(200))
    /// What left of all that something was heard of, by when it left.
    private var leaving = RateMeter(span: .milliseconds(500))
    /// The newest number that was told of, and when numbers were left out: a message that was lost told of those.
    private var newestTold: SequenceNumber?
    private var untoldAt: Instant?
    /// The limit by delay.
    private var delayBased: DelayBasedRate
    /// The limit by loss.
    private var lossBased = LossBasedRate()
    /// The probe that is under way.
    private var activeProbe: Probe?
    /// The receiver's clock when the last packet arrived, as feedback says it and in microseconds from its start.
    private var clock: (time: FeedbackTime, microseconds: Int64)?
    /// How many octets were sent of which something was heard, or nothing will be.
    private var settled: UInt64 = 0
    /// When feedback came last.
    private var heardAt: Instant?
    /// When the last probe that brought something, or nothing, ended, and what it brought.
    public private(set) var lastProbe: (at: Instant, bitsPerSecond: Int?)?

    /// Packets that wait longer, and ever longer, are too many.
    private static let fullQueue = Duration.milliseconds(150), standingQueue = Duration.milliseconds(12)
    private static let lowQueue = Duration.milliseconds(60)
    /// The share of what is sent that arrives by a path that became narrow. A keyframe makes a queue, too, but arrives faster
    /// than what is sent all in all.
    private static let narrow = 0.6
    /// How much later than a round trip a packet is heard of: receivers gather for up to 100 ms, and queues add to it.
    private static let feedbackDelay = 0.2
    /// A receiver's clock that moves this much otherwise than ours was set.
    private static let trustedJump: Int64 = 10_000_000

    /// Begins with a guess.
    public init(startingAt bitsPerSecond: Int = 1_000_000) {
        delayBased = DelayBasedRate(Double(bitsPerSecond))
    }

    // MARK: Getters

    /// What the path takes, in bits a second.
    public var bitsPerSecond: Int {
        Int(max(min(delayBased.bitsPerSecond, lossBased.limit ?? .infinity), 0))
    }

    /// How long packets wait on the way.
    public var queueingDelay: Duration { queueing.duration }

    /// The share of packets that get lost.
    public var lossShare: Double { lossBased.share }

    /// Whether more is sent than gets through, by the delay.
    public private(set) var isOverused = false

    /// Whether a probe is under way.
    public var isProbing: Bool { activeProbe != nil }

    /// When `padding(in:at:)` wants to be asked; `nil` when no probe is under way.
    public var nextDeadline: Instant? { probeDeadline }

    /// Whether feedback ever came.
    var hasHeard: Bool { heardAt != nil }

    /// Whether feedback came of late.
    public func isHearing(at now: Instant) -> Bool {
        heardAt.map { $0.duration(to: now) < .seconds(1) } ?? false
    }

    /// When the probe goes on.
    private var probeDeadline: Instant?

    // MARK: What arrives

    /// Takes a feedback message.
    public mutating func handle(
        _ feedback: consuming TransportFeedback, of log: inout SentLog, roundTrip: Duration, at now: Instant
    ) {
        var (lost, arrived) = (0, 0)
        var use = DelayTrend.Use.normal
        var hasGrown = false
        // A message may speak of 65,535 packets; no more than are remembered can be meant.
        while let status = feedback.next() {
            guard let packet = log.packet(status.number), packet.fate != .arrived else { continue }
            noteTold(status.number, at: now)
            if packet.fate == .unknown {
                settled &+= UInt64(packet.byteCount)
                leaving.add(packet.byteCount, at: packet.time.instant(near: now))
            }
            if let time = status.arrival {
                arrived += 1
                log.mark(status.number, .arrived)
                note(packet, arrival: time, at: now)
                if trend.use == .over { use = .over }
                hasGrown = hasGrown || queueing.isGrowing
            } else if packet.fate == .unknown {
                lost += 1
                log.mark(status.number, .missing)
                if packet.isProbe { activeProbe?.hear(packet.byteCount, sent: 0, arrived: nil) }
            }
        }
        guard lost + arrived > 0 else { return }
        heardAt = now
        if use == .normal { use = trend.use }
        // What a burst added is gone by the next frame, and no sign of too high a rate; what does not drain is, and
        // when it is much, needs no slope to be seen by.
        if use == .over, queueing.standing < Self.standingQueue { use = .normal }
        let isFull =
            hasGrown || queueing.isRising && queueing.standing > Self.fullQueue || isNarrow(at: now)
        if isFull { use = .over }
        isOverused = use == .over
        // What a probe adds shows in its own result, and nothing for longer.
        if use == .normal, isAfterProbe(now) { use = .under }
        delayBased.update(
            use, arriving: arrivingRate(isFull),
            share: !isFull ? 0.95 : queueing.standing < Self.lowQueue ? 0.9 : 0.85,
            roundTrip: roundTrip, at: now)
        lossBased.add(
            lost: lost, arrived: arrived, sending: Double(log.sending.bitsPerSecond(at: now)), at: now)
        endProbe(in: &log, at: now)
    }

    /// Time has passed: sees whether what is on its way is far more than belongs there. A path that suddenly takes a
    /// tenth is known by that long before its delay is, since the packets that would tell are stuck in it.
    public mutating func handleTimeout(
        _ log: borrowing SentLog, roundTrip: Duration, at now: Instant
    ) {
        guard isHearing(at: now) else {
            // Silence says nothing: the receiver may be gone, or feedback lost.
            settled = log.octets
            return
        }
        let outstanding = Int64(truncatingIfNeeded: log.octets &- settled)
        let usual = Double(log.sending.bitsPerSecond(at: now)) / 8 * (roundTrip.seconds + Self.feedbackDelay)
        guard Double(outstanding) > usual, outstanding > 10_000 else { return }
        isOverused = true
        delayBased.update(
            .over, arriving: arrivingRate(true), share: 0.85, roundTrip: roundTrip, at: now)
    }

    /// How many octets of padding a probe needs now; call it when `nextDeadline` says so.
    public mutating func padding(in log: inout SentLog, at now: Instant) -> Int {
        endProbe(in: &log, at: now)
        guard let activeProbe else { return 0 }
        let left = log.probe.octetsLeft
        let isPadding = left > 0 && activeProbe.isPadded
        probeDeadline = now.advanced(by: isPadding ? Probe.step : .milliseconds(100))
        return isPadding ? activeProbe.padding(left: left, at: now) : 0
    }

    /// How large packets of padding are.
    public var paddingSize: Int { activeProbe?.packetSize ?? 0 }

    // MARK: Commands

    /// Begins to send at a rate for a while, unless that is being done. What a glance shows is not believed, only told.
    /// One that is not padded looks at what is sent anyway.
    public mutating func probe(
        _ wish: LayerSelector.ProbeWish, isPadded: Bool = true, in log: inout SentLog, at now: Instant
    ) {
        guard activeProbe == nil else { return }
        let probe = Probe(wish, isPadded: isPadded, at: now)
        activeProbe = probe
        log.beginProbe(octets: probe.goal)
        probeDeadline = now
    }

    // MARK: Parts

    private func isAfterProbe(_ now: Instant) -> Bool {
        activeProbe != nil || lastProbe.map { $0.at.duration(to: now) < .milliseconds(600) } ?? false
    }

    /// Whether a queue stands, and far less arrives than was sent at that time: the path became narrow. That shows with the
    /// second frame, long before anything can be said of how the delay grows from frame to frame. While something is missing
    /// of what should have been told it cannot be said.
    private func isNarrow(at now: Instant) -> Bool {
        guard queueing.isRising, queueing.duration > Self.lowQueue, !isAfterProbe(now),
            untoldAt.map({ $0.duration(to: now) > .milliseconds(500) }) ?? true,
            let arriving = arrivingRate(true)
        else { return false }
        return arriving < Double(leaving.latest) * Self.narrow
    }

    /// Notes that something was told of a packet.
    private mutating func noteTold(_ number: SequenceNumber, at now: Instant) {
        if let newestTold {
            guard number.isAfter(newestTold) else { return }
            if number != newestTold.next { untoldAt = now }
        }
        newestTold = number
    }

    /// What arrives, in bits a second; `nil` before anything did.
    private func arrivingRate(_ isFull: Bool) -> Double? {
        guard let now = clock.map({ Self.instant($0.microseconds) }) else { return nil }
        let lately = lately.bitsPerSecond(at: now)
        let arriving = isFull ? lately : max(arriving.bitsPerSecond(at: now), lately)
        // What the path loses whatever is sent took its place in the queue too.
        return Double(arriving) / (1 - lossBased.inherent)
    }

    /// Notes an arrival.
    private mutating func note(_ packet: SentPacket, arrival: FeedbackTime, at now: Instant) {
        let sent = packet.time.instant(near: now).nanoseconds / 1000
        let arrived = microseconds(of: arrival, sent: sent)
        arriving.add(packet.byteCount, at: Self.instant(arrived))
        lately.add(packet.byteCount, at: Self.instant(arrived))
        queueing.add(sent: sent, arrived: arrived)
        if packet.isProbe { activeProbe?.hear(packet.byteCount, sent: sent, arrived: arrived) }
        if let step = groups.add(sent: sent, arrived: arrived) { trend.add(step) }
    }

    /// An arrival on an axis of microseconds that begins with the first packet. A clock that was set begins all anew.
    private mutating func microseconds(of time: FeedbackTime, sent: Int64) -> Int64 {
        let passed = clock.map { time.duration(since: $0.time).nanoseconds / 1000 } ?? 0
        if abs(passed) > Self.trustedJump {
            (groups, trend, queueing) = (PacketGroups(), DelayTrend(), QueueingDelay())
            arriving = RateMeter(span: .milliseconds(500))
            lately = RateMeter(span: .milliseconds(200))
            clock = (time, 0)
            return 0
        }
        let microseconds = (clock?.microseconds ?? 0) + passed
        clock = (time, microseconds)
        return microseconds
    }

    /// Ends a probe of which nothing more will be heard, and believes what it showed.
    private mutating func endProbe(in log: inout SentLog, at now: Instant) {
        guard let probe = activeProbe, probe.isOver(log, at: now) else { return }
        activeProbe = nil
        probeDeadline = nil
        log.endProbe()
        let result = probe.result(sent: log.probe.packets, inherentLoss: lossBased.inherent)
        lastProbe = (now, result.map { Int(min($0, 1e12)) })
        guard !probe.isGlance, let result, result > Double(bitsPerSecond) else { return }
        delayBased.set(result)
        lossBased.raise(to: result)
    }

    private static func instant(_ microseconds: Int64) -> Instant {
        Instant(nanoseconds: max(microseconds, 0) &* 1000)
    }
}
