import Bytes

/// How well one source is received (RFC 3550 §6.4.1).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                            source                             |
///     | fraction lost |       cumulative number of packets lost       |
///     |           extended highest sequence number received           |
///     |                      interarrival jitter                      |
///     |                         last SR (LSR)                         |
///     |                   delay since last SR (DLSR)                  |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct ReportBlock: Hashable, Sendable {
    /// The source that is spoken of.
    public var source: SSRC
    /// The share of packets lost since the last report, in 1/256.
    public var fractionLost: UInt8
    /// How many packets were lost in all, -2^23 to 2^23-1; duplicates can make it negative.
    public var cumulativeLost: Int32
    /// The low 32 bits of the highest `ExtendedSequenceNumber` received.
    public var highestSequence: UInt32
    /// The variation of packet spacing, in ticks of the source's clock.
    public var jitter: UInt32
    /// The middle 32 bits of the source's last sender report; 0 when none came.
    public var lastReport: UInt32
    /// How long ago that report came, in 1/65,536 second.
    public var delaySinceLastReport: UInt32

    /// How many octets a block takes.
    static let byteCount = 24

    /// A block; `cumulativeLost` is brought into what the field can hold.
    public init(
        source: SSRC, fractionLost: UInt8, cumulativeLost: Int32, highestSequence: UInt32, jitter: UInt32,
        lastReport: UInt32, delaySinceLastReport: UInt32
    ) {
        self.source = source
        self.fractionLost = fractionLost
        self.cumulativeLost = min(max(cumulativeLost, -1 << 23), 1 << 23 - 1)
        self.highestSequence = highestSequence
        self.jitter = jitter
        self.lastReport = lastReport
        self.delaySinceLastReport = delaySinceLastReport
    }

    /// The time a packet takes there and back, when this block came in `arrival`; `nil` when the receiver had no
    /// sender report yet, or its delay cannot be right.
    public func roundTripTime(arrival: NTPTime) -> Duration? {
        Duration(roundTripFrom: lastReport, delay: delaySinceLastReport, to: arrival)
    }

    /// Reads a block.
    init?(_ reader: inout ByteReader) {
        guard let source = reader.readUInt32(), let lost = reader.readUInt32(),
            let highest = reader.readUInt32(),
            let jitter = reader.readUInt32(), let last = reader.readUInt32(), let delay = reader.readUInt32()
        else { return nil }
        self.source = SSRC(source)
        fractionLost = UInt8(truncatingIfNeeded: lost >> 24)
        // Up and down again, so that the 24-bit field's sign bit fills the rest.
        cumulativeLost = Int32(bitPattern: lost << 8) >> 8
        highestSequence = highest
        self.jitter = jitter
        lastReport = last
        delaySinceLastReport = delay
    }

    func write(to writer: inout ByteWriter) {
        writer.write(source.value)
        writer.write(fractionLost)
        writer.write24(UInt32(bitPattern: cumulativeLost))
        writer.write(highestSequence)
        writer.write(jitter)
        writer.write(lastReport)
        writer.write(delaySinceLastReport)
    }
}

extension Duration {
    /// The round trip of a report named `last` that was held for `delay` and came back in `arrival`: A - LSR - DLSR
    /// (RFC 3550 §6.4.1), modulo 18 hours. `nil` without a report, and for what would be negative.
    init?(roundTripFrom last: UInt32, delay: UInt32, to arrival: NTPTime) {
        let spent = arrival.middle32 &- last &- delay
        guard last != 0, spent < 1 << 31 else { return nil }
        self.init(ntpShort: spent)
    }
}
