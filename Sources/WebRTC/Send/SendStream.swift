public import RTP
public import Timing

/// One media stream that goes out: its own numbers and time line, whatever source feeds it, its repair stream, and
/// its reports.
///
/// A viewer's stream outlives its sources: a publisher returns, a layer is switched, a codec changes. Each `begin`
/// splices a source in so that numbers go on by one and timestamps by the time that passed. Whoever sends keeps the
/// bytes (`PacketHistory`, shared by all) and writes the headers from what this says; transport-wide numbers are the
/// transport's. Plain memory without references, since it lies in a table of thousands (`EgressTable`); what every packet
/// needs comes first.
///
/// Deviation: without a repair stream nothing is sent again, where RFC 4585 would have the packet itself once more.
/// SRTP would seal its changed header extensions under the same index, which AES-GCM must never do (RFC 7714 §10).
public struct SendStream: Sendable {
    /// How a packet is numbered here.
    public struct Stamp: Hashable, Sendable {
        /// Its number, from which SRTP has its packet index.
        public var place: ExtendedSequenceNumber
        /// Its timestamp.
        public var timestamp: RTPTimestamp
        /// What to add to its frame counters.
        public var shift = FrameShift()
    }

    /// A packet that was sent and may be sent again.
    public struct Sent: Hashable, Sendable {
        /// Its number here.
        public var place: ExtendedSequenceNumber
        /// Which source it came from, as `begin` was told.
        public var source: UInt32
        /// Its place in that source.
        public var sourcePlace: ExtendedSequenceNumber
        /// What to add to the timestamp it has in its source.
        public var timestampOffset: UInt32
        /// What to add to the frame counters it has there.
        public var shift = FrameShift()
    }

    /// The last thing sent, on both clocks.
    private struct Moment {
        /// The newest timestamp.
        var timestamp: RTPTimestamp
        /// When its media was captured, where that is known.
        var captured: Instant?
        /// When it was sent.
        var sent: Instant
    }

    /// The source that feeds it; `nil` before the first.
    private var line: SourceLine?
    /// The newest packet's times.
    private var last: Moment?
    /// How many packets were sent, repeated ones left out.
    public private(set) var packetCount: UInt64 = 0
    /// How many octets of payload those had.
    public private(set) var octetCount: UInt64 = 0
    /// What may be sent again.
    private var budget = RetransmissionBudget()
    /// Who sends it.
    public let ssrc: SSRC
    /// The numbers that were used.
    private var window = SentWindow()

    /// The line before, whose packets may still be asked for.
    private var lastLine: SourceLine?
    /// Who repeats its lost packets; `nil` where that was not agreed on.
    public let repair: SSRC?
    /// Ticks of its timestamps in a second.
    public let clockRate: UInt32
    /// The number that the first packet gets.
    private let firstNumber: SequenceNumber
    /// The last number of the repair stream.
    private var repairPlace: ExtendedSequenceNumber
    /// How many packets were repeated.
    public private(set) var repairCount: UInt64 = 0
    /// How many octets those had.
    public private(set) var repairOctetCount: UInt64 = 0
    /// How many requests came for packets that were gone, just repeated, or beyond the budget.
    public private(set) var refusedCount: UInt64 = 0
    /// The first number that is still sent again.
    private var firstKept = ExtendedSequenceNumber(.min)
    /// Round trips by the receiver's reports.
    public private(set) var roundTrip = RoundTripTime()
    /// The receiver's last report; `nil` before the first.
    public private(set) var report: ReportBlock?

    /// How far captures may be off from what passed here.
    private static let trustedSeconds: UInt = 5

    /// A stream that sent nothing. `generator` gives the first numbers, which RFC 3550 §5.1 wants to be random.
    public init(
        ssrc: SSRC, repair: SSRC? = nil, clockRate: UInt32,
        using generator: inout some RandomNumberGenerator
    ) {
        self.ssrc = ssrc
        self.repair = repair
        self.clockRate = clockRate
        let bits = generator.next()
        // Below half the circle, as libsrtp's users do, so that no receiver guesses the first roll-over wrong.
        firstNumber = SequenceNumber(UInt16(truncatingIfNeeded: bits) & 0x7FFF)
        repairPlace = ExtendedSequenceNumber(Int64(bits >> 16 & 0x7FFF))
    }

    // MARK: Getters

    /// The source that feeds it.
    public var source: UInt32? { line?.source }

    /// The newest number sent.
    public var newest: ExtendedSequenceNumber? { window.newest }

    /// The share of packets that the receiver lost lately, 0 to 1.
    public var fractionLost: Double { Double(report?.fractionLost ?? 0) / 256 }

    /// How much the spacing varies at the receiver.
    public var interarrivalJitter: Duration {
        guard clockRate > 0, let report else { return .zero }
        return .nanoseconds(Int64(report.jitter) * 1_000_000_000 / Int64(clockRate))
    }

    // MARK: Sending

    /// Lets `packet` of another source, or of one that began anew, be the next one. Packets of the source from
    /// before it are refused. Frame counters go on by `shift`. Its report should leave soon after: the time line may have
    /// moved.
    public mutating func begin(
        _ source: UInt32, with packet: SourcePacket, shift: FrameShift = FrameShift(), at now: Instant
    ) {
        let number = window.newest?.advanced(by: 1) ?? ExtendedSequenceNumber(first: firstNumber)
        let timestamp = nextTimestamp(for: packet, at: now)
        lastLine = line
        line = SourceLine(
            source: source, first: packet.place, number: number,
            timestampOffset: timestamp.value &- packet.timestamp.value, shift: shift)
    }

    /// Numbers a packet of the source that feeds the stream; `nil` when it must not be sent: it is from before the
    /// source took over, came before, or is too late to be placed. Of its payload `skipped` octets are left out.
    public mutating func send(
        _ packet: SourcePacket, without skipped: Int = 0, at now: Instant
    ) -> Stamp? {
        guard let line, let place = line.number(of: packet.place), window.insert(place) else { return nil }
        let timestamp = RTPTimestamp(packet.timestamp.value &+ line.timestampOffset)
        if last.map({ timestamp.isAfter($0.timestamp) }) ?? true {
            last = Moment(timestamp: timestamp, captured: packet.captured, sent: now)
        }
        packetCount += 1
        octetCount += UInt64(packet.payloadByteCount - skipped)
        budget.earn(packet.payloadByteCount - skipped)
        return Stamp(place: place, timestamp: timestamp, shift: line.shift(at: packet.place))
    }

    /// The number that a packet of the source would get now; `nil` when it must not be sent.
    func number(of packet: SourcePacket) -> ExtendedSequenceNumber? {
        line?.number(of: packet.place).flatMap { window.contains($0) ? nil : $0 }
    }

    /// Leaves a packet of the source out: the next ones close up, and the receiver misses nothing. With `closesUp` it is the
    /// first of a frame, and those behind it are counted as if that had not been there.
    public mutating func skip(_ place: ExtendedSequenceNumber, closesUp: Bool = false) {
        line?.skip(place, closesUp: closesUp, after: window.newest)
    }

    // MARK: Repairs

    /// The packet that a receiver asks for; `nil` when it is forgotten, or abandoned.
    public func packet(numbered number: SequenceNumber) -> Sent? {
        guard repair != nil, let newest = window.newest else { return nil }
        let place = ExtendedSequenceNumber(number, near: newest)
        return place < firstKept ? nil : packet(at: place)
    }

    /// Sends nothing again that was sent so far: what begins next needs none of it, and the path has no room for both.
    public mutating func abandon() {
        if let newest = window.newest { firstKept = newest.advanced(by: 1) }
    }

    /// The packet that was sent last; `nil` before the first, and when it is forgotten.
    var newestPacket: Sent? { window.newest.flatMap { packet(at: $0) } }

    private func packet(at place: ExtendedSequenceNumber) -> Sent? {
        guard window.contains(place), let line = line(of: place), let sourcePlace = line.place(of: place)
        else { return nil }
        return Sent(
            place: place, source: line.source, sourcePlace: sourcePlace,
            timestampOffset: line.timestampOffset, shift: line.shift(at: sourcePlace))
    }

    /// Numbers the repeat of a packet of `byteCount` octets; `nil` when it was repeated just now, too often, or the
    /// budget is spent. `log` is this stream's.
    ///
    /// Deviation: half the shortest round trip is enough between two repeats, where a whole one is usual. Requests
    /// that left a round trip apart arrive closer together where the path jitters, and refusing the second would
    /// give the packet up.
    mutating func repeated(
        _ packet: Sent, byteCount: Int, in log: inout RepeatLog, at now: Instant
    ) -> ExtendedSequenceNumber? {
        let number = packet.place.number
        let wait = (roundTrip.shortest ?? .milliseconds(40)) / 2
        guard log.allows(number, after: wait, at: now), budget.spend(byteCount) else {
            refusedCount += 1
            return nil
        }
        log.note(number, at: now)
        repairCount += 1
        repairOctetCount += UInt64(byteCount)
        return nextRepairPlace()
    }

    /// Numbers a packet of the repair stream that is all padding, to probe the path with.
    public mutating func padding() -> Stamp? {
        guard repair != nil, let last else { return nil }
        return Stamp(place: nextRepairPlace(), timestamp: last.timestamp)
    }

    // MARK: Reports

    /// Takes what the receiver says of the stream.
    public mutating func handle(_ block: ReportBlock, clock: ReportClock, at now: Instant) {
        if block.source == ssrc { report = block }
        if let time = block.roundTripTime(arrival: clock.ntpTime(at: now)) { roundTrip.add(time) }
    }

    /// The share of packets that a report calls lost since the one before, of those that did leave: what the publisher's
    /// uplink lost is a gap here too, and no fault of this path. `nil` when it tells of no packet.
    func shareLost(by block: ReportBlock) -> Double? {
        guard let report, let newest = window.newest else { return nil }
        let count = Int64(Int32(bitPattern: block.highestSequence &- report.highestSequence))
        guard count > 0, count < SentWindow.capacity else { return nil }
        let last = ExtendedSequenceNumber(
            SequenceNumber(UInt16(truncatingIfNeeded: block.highestSequence)), near: newest)
        var gaps: Int64 = 0
        for back in 0..<count where !window.contains(last.advanced(by: -back)) { gaps += 1 }
        guard gaps < count else { return nil }
        let lost = Int64(block.cumulativeLost) - Int64(report.cumulativeLost) - gaps
        return min(Double(max(lost, 0)) / Double(count - gaps), 1)
    }

    /// The sender report for now; `nil` before the first packet. Its pair of times lies on the capture clock: with
    /// `capture`, a timestamp of the source and when its sample was taken, exactly; without, what was sent last
    /// counts as captured when it was sent.
    public func senderReport(
        clock: ReportClock, capture: (timestamp: RTPTimestamp, at: Instant)? = nil, at now: Instant
    ) -> SenderReport? {
        guard let line, let last else { return nil }
        var anchor = (timestamp: last.timestamp, at: last.captured ?? last.sent)
        if let capture {
            anchor = (RTPTimestamp(capture.timestamp.value &+ line.timestampOffset), capture.at)
        }
        return SenderReport(
            sender: ssrc, ntpTime: clock.ntpTime(at: now),
            timestamp: anchor.timestamp.advanced(by: ticks(from: anchor.at, to: now)),
            packetCount: UInt32(truncatingIfNeeded: packetCount),
            octetCount: UInt32(truncatingIfNeeded: octetCount))
    }

    // MARK: Parts

    /// The timestamp for a source's first packet: the first of all keeps its own; any later one goes on from the
    /// last by what passed between the captures, or else by what passed here, and never stands still. Captures that
    /// are seconds away from what passed here are a clock that was set, and not believed.
    private func nextTimestamp(for packet: SourcePacket, at now: Instant) -> RTPTimestamp {
        guard let last else { return packet.timestamp }
        var passed = ticks(from: last.sent, to: now)
        if let before = last.captured, let captured = packet.captured {
            let between = ticks(from: before, to: captured)
            let error = (between &- passed).magnitude
            if error < Self.trustedSeconds * UInt(clockRate) { passed = between }
        }
        return last.timestamp.advanced(by: max(passed, 1))
    }

    private func ticks(from start: Instant, to end: Instant) -> Int {
        let (seconds, rest) = start.duration(to: end).nanoseconds
            .quotientAndRemainder(dividingBy: 1_000_000_000)
        return Int(seconds &* Int64(clockRate) &+ rest &* Int64(clockRate) / 1_000_000_000)
    }

    private func line(of place: ExtendedSequenceNumber) -> SourceLine? {
        if let line, line.covers(place) { return line }
        return lastLine
    }

    private mutating func nextRepairPlace() -> ExtendedSequenceNumber {
        repairPlace = repairPlace.advanced(by: 1)
        return repairPlace
    }
}
