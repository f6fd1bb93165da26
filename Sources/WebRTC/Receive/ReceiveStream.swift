public import RTP
public import Timing

/// One media stream that comes in: its numbers, losses, jitter and clock, and its repair stream beside it.
///
/// It looks at headers only and keeps no packet. Whoever receives tells it each packet, forwards what it calls
/// new, and asks at `nextDeadline` which packets to request. One mutation, then its outputs, then the next.
public struct ReceiveStream: Sendable {
    /// What a packet turned out to be.
    public enum Arrival: Hashable, Sendable {
        /// It is wanted, in this place; it may have been overtaken by others.
        case new(ExtendedSequenceNumber)
        /// It was lost, and sent again.
        case recovered(ExtendedSequenceNumber)
        /// It is wanted, and the first of a new count: the sender jumped, and a keyframe is needed.
        case restarted(ExtendedSequenceNumber)
        /// It came before.
        case duplicate
        /// It is too old to tell, or the first behind a jump; drop it.
        case stray
        /// It carries nothing and was sent to find out how much fits through.
        case probe

        /// Where the packet belongs, if it is wanted.
        public var place: ExtendedSequenceNumber? {
            switch self {
            case .new(let place), .recovered(let place), .restarted(let place): place
            case .duplicate, .stray, .probe: nil
            }
        }
    }

    /// Who sends it.
    public let ssrc: SSRC
    /// Ticks of its timestamps in a second.
    public let clockRate: UInt32

    /// The packets of the stream itself.
    private var tally = SourceTally()
    /// Their spacing.
    private var jitter: InterarrivalJitter
    /// When its samples were taken.
    private var clock: CaptureClock
    /// What to ask for again; `nil` where that was not agreed on.
    private var nacks: NackGenerator?
    /// The last sender report: its short name, and when it came.
    private var lastReport: (name: UInt32, arrival: Instant)?
    /// Whether a packet is gone for good that nobody was told of.
    private var hasUnrecoverable = false

    /// What comes in, repairs counted too.
    public private(set) var rate = RateMeter()
    /// How many octets that were.
    public private(set) var octets: UInt64 = 0
    /// How many different packets came, retransmissions left out.
    public private(set) var packets: UInt64 = 0
    /// The share of packets lost between the last two reports, 0 to 1.
    public private(set) var fractionLost = 0.0
    /// When a packet of it, or a repair, came last; `nil` before the first.
    public private(set) var lastActivity: Instant?
    /// How many packets came again in the repair stream, or with the stream itself, and were needed.
    public private(set) var recovered: UInt64 = 0
    /// How many packets came that had come before.
    public private(set) var duplicates: UInt64 = 0

    /// A stream that nothing came of. Without `nack` lost packets are counted and not asked for.
    public init(ssrc: SSRC, clockRate: UInt32, nack: NackGenerator.Settings? = nil) {
        self.ssrc = ssrc
        self.clockRate = clockRate
        jitter = InterarrivalJitter(clockRate: clockRate)
        clock = CaptureClock(clockRate: clockRate)
        nacks = nack.map { NackGenerator($0) }
    }

    // MARK: Getters

    /// The newest packet's place; `nil` before the first.
    public var newest: ExtendedSequenceNumber? { tally.newest }

    /// How many different packets came since its numbers began, retransmissions left out.
    public var received: Int64 { tally.received }

    /// How many packets the network lost since its numbers began, whether or not they were sent again.
    public var lost: Int64 { tally.lost }

    /// The same of all times that its numbers began.
    public var lostInAll: Int64 { tally.lostInAll }

    /// How much the spacing varies.
    public var interarrivalJitter: Duration {
        clockRate == 0 ? .zero : .nanoseconds(Int64(jitter.ticks) * 1_000_000_000 / Int64(clockRate))
    }

    /// How many requests for a packet were made, and how many packets never came.
    public var nackCounts: (requested: UInt64, abandoned: UInt64) {
        nacks.map { ($0.requested, $0.abandoned) } ?? (0, 0)
    }

    /// When `takeMissing` has something to do; `nil` when nothing is missing.
    public var nextDeadline: Instant? { nacks?.nextDeadline }

    /// When the sample of a timestamp was taken, on the sender's clock; `nil` until that was heard.
    public func captureTime(of timestamp: RTPTimestamp) -> NTPTime? {
        clock.time(of: timestamp)
    }

    // MARK: Arrivals

    /// Takes a packet of the stream itself, of `byteCount` octets in all.
    public mutating func handle(_ header: RTPHeader, byteCount: Int, at now: Instant) -> Arrival {
        noteActivity(byteCount, at: now)
        let verdict = tally.count(header.sequenceNumber)
        switch verdict {
        case .newest: jitter.note(header.timestamp, at: now)
        case .restart: restart()
        case .late, .duplicate, .stray: break
        }
        if verdict != .duplicate, verdict != .stray { packets &+= 1 }
        return arrival(verdict, isRepair: false, at: now)
    }

    /// Takes a packet of the repair stream, which repeats packet `original`, or none. One that nobody had to ask for is no
    /// answer, and tells nothing of round trips.
    public mutating func handleRepair(
        of original: SequenceNumber?, byteCount: Int, isAnswer: Bool = true, at now: Instant
    ) -> Arrival {
        noteActivity(byteCount, at: now)
        guard let original else { return .probe }
        return arrival(tally.recover(original), isRepair: true, isAnswer: isAnswer, at: now)
    }

    /// Takes a sender report of the stream.
    public mutating func handle(_ report: SenderReport, at now: Instant) {
        lastReport = (report.ntpTime.middle32, now)
        lastActivity = now
        clock.note(report.ntpTime, report.timestamp)
    }

    /// Takes an abs-capture-time that came with a packet of this timestamp. It is brought onto the sender's clock,
    /// which is what sender reports speak of.
    public mutating func handle(_ capture: AbsoluteCaptureTime, of timestamp: RTPTimestamp) {
        let ahead = UInt64(bitPattern: capture.clockOffset ?? 0)
        clock.note(NTPTime(capture.captured.value &- ahead), timestamp)
    }

    /// Takes a round trip to the sender that was measured otherwise; requests are paced by it.
    public mutating func handleRoundTrip(_ time: Duration) {
        nacks?.handleRoundTrip(time)
    }

    // MARK: Outputs

    /// Appends the packets to ask for now. Call it when `nextDeadline` has come, and again while it has.
    public mutating func takeMissing(at now: Instant, into numbers: inout [SequenceNumber]) {
        guard let given = nacks?.takeDue(at: now, into: &numbers), given > 0 else { return }
        hasUnrecoverable = true
    }

    /// Whether packets are gone for good since this was asked last, so that video needs a keyframe.
    public mutating func takeUnrecoverable() -> Bool {
        defer { hasUnrecoverable = false }
        return hasUnrecoverable
    }

    /// The report block for what came since the last one (RFC 3550 §6.4.1); `nil` before the first packet.
    public mutating func takeReportBlock(at now: Instant) -> ReportBlock? {
        guard let newest = tally.newest else { return nil }
        let fraction = tally.takeFractionLost()
        fractionLost = Double(fraction) / 256
        return ReportBlock(
            source: ssrc, fractionLost: fraction,
            cumulativeLost: Int32(clamping: tally.lost), highestSequence: newest.low32, jitter: jitter.ticks,
            lastReport: lastReport?.name ?? 0,
            delaySinceLastReport: lastReport.map { $0.arrival.duration(to: now).ntpShort } ?? 0)
    }

    // MARK: Parts

    private mutating func noteActivity(_ byteCount: Int, at now: Instant) {
        rate.add(byteCount, at: now)
        octets &+= UInt64(byteCount)
        lastActivity = now
    }

    private mutating func arrival(
        _ verdict: SourceTally.Verdict, isRepair: Bool, isAnswer: Bool = true, at now: Instant
    ) -> Arrival {
        switch verdict {
        case .newest(let place, let missing):
            if missing > 0 { noteGap(before: place, count: missing, at: now) }
            return isRepair ? recovered(place) : .new(place)
        case .late(let place):
            if isAnswer {
                nacks?.handleArrival(of: place, isRepair: isRepair, at: now)
            } else {
                nacks?.forget(place)
            }
            return isRepair ? recovered(place) : .new(place)
        case .restart(let place):
            // The packet that gave the jump away was dropped: it may be asked for.
            noteGap(before: place, count: 1, at: now)
            return .restarted(place)
        case .duplicate:
            duplicates += 1
            return .duplicate
        case .stray: return .stray
        }
    }

    private mutating func recovered(_ place: ExtendedSequenceNumber) -> Arrival {
        recovered += 1
        return .recovered(place)
    }

    private mutating func noteGap(before place: ExtendedSequenceNumber, count: Int64, at now: Instant) {
        guard nacks?.handleGap(before: place, count: count, at: now) == false else { return }
        hasUnrecoverable = true
    }

    private mutating func restart() {
        nacks?.removeAll()
        jitter.restart()
        clock = CaptureClock(clockRate: clockRate)
        hasUnrecoverable = true
    }
}
