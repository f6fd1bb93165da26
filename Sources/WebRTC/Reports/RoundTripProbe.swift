public import RTP
public import Timing

/// Round trips by extended reports, for a side that sends no media (RFC 3611 §4.4, §4.5), and answers to the other
/// side's.
///
/// We tell our wall clock with each report; the other side gives it back with the time it held it.
public struct RoundTripProbe: Sendable {
    /// Who we are in reports.
    private let ssrc: SSRC
    /// Our wall clock.
    private let clock: ReportClock
    /// The other side's last reference time: whose, its short name, and when it came.
    private var reference: (sender: SSRC, name: UInt32, arrival: Instant)?
    /// What was measured.
    public private(set) var time = RoundTripTime()

    /// A probe that reports as `ssrc`.
    public init(ssrc: SSRC, clock: ReportClock) {
        self.ssrc = ssrc
        self.clock = clock
    }

    /// Takes one part of an extended report. Returns the round trip, when it tells one.
    public mutating func handle(_ part: ExtendedReport.Part, from sender: SSRC, at now: Instant) -> Duration?
    {
        switch part {
        case .referenceTime(let time):
            reference = (sender, time.middle32, now)
            return nil
        case .delay(let delay):
            guard delay.receiver == ssrc, let measured = delay.roundTripTime(arrival: clock.ntpTime(at: now))
            else { return nil }
            time.add(measured)
            return measured
        }
    }

    /// The reference time to send.
    public func referenceTime(at now: Instant) -> NTPTime {
        clock.ntpTime(at: now)
    }

    /// The answer to the other side's last reference time, once.
    public mutating func takeAnswer(at now: Instant) -> ExtendedReport.Delay? {
        defer { reference = nil }
        return reference.map {
            ExtendedReport.Delay(
                receiver: $0.sender, lastReference: $0.name,
                delaySinceLastReference: $0.arrival.duration(to: now).ntpShort)
        }
    }
}
