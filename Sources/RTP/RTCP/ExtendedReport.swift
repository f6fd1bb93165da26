public import Bytes

/// Round trips of receivers that send no media themselves (RFC 3611 §4.4, §4.5), read part by part.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                             sender                            |
///     |      BT=4     |   reserved    |       block length = 2        |  receiver reference time
///     |                  NTP timestamp, 64 bits                       |
///     |      BT=5     |   reserved    |   block length = 3 x entries  |  DLRR
///     |                            receiver                           |
///     |                         last RR (LRR)                         |
///     |                   delay since last RR (DLRR)                  |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct ExtendedReport: ~Escapable {
    /// One thing that is reported.
    public enum Part: Hashable, Sendable {
        /// The sender's wall clock, to be given back as a delay.
        case referenceTime(NTPTime)
        /// A reference time given back.
        case delay(Delay)
    }

    /// When a receiver's reference time came, seen from the sender.
    public struct Delay: Hashable, Sendable {
        /// The receiver that is answered.
        public var receiver: SSRC
        /// The middle 32 bits of its reference time; 0 when none came.
        public var lastReference: UInt32
        /// How long ago that came, in 1/65,536 second.
        public var delaySinceLastReference: UInt32

        /// An answer.
        public init(receiver: SSRC, lastReference: UInt32, delaySinceLastReference: UInt32) {
            self.receiver = receiver
            self.lastReference = lastReference
            self.delaySinceLastReference = delaySinceLastReference
        }

        /// The time a packet takes there and back, when this answer came in `arrival`; `nil` when it answers
        /// nothing, or cannot be right.
        public func roundTripTime(arrival: NTPTime) -> Duration? {
            Duration(roundTripFrom: lastReference, delay: delaySinceLastReference, to: arrival)
        }
    }

    /// Who reports.
    public let sender: SSRC
    /// The blocks not begun.
    private var blocks: ByteReader
    /// What is left of the DLRR block that is being read.
    private var delays: ByteReader

    private static let referenceTimeType: UInt8 = 4
    private static let delayType: UInt8 = 5

    @_lifetime(copy body)
    init?(_ body: RawSpan) {
        var reader = ByteReader(body)
        guard let sender = reader.readUInt32() else { return nil }
        self.sender = SSRC(sender)
        blocks = reader
        delays = ByteReader(body.extracting(0..<0))
    }

    /// The next part; blocks of other types are skipped. `nil` behind the last, and from the first broken one on.
    public mutating func next() -> Part? {
        while true {
            if let delay = nextDelay() { return .delay(delay) }
            guard let type = blocks.readUInt8(), blocks.skip(1), let words = blocks.readUInt16(),
                let content = blocks.read(4 * Int(words))
            else { return nil }
            var reader = ByteReader(content)
            switch type {
            case Self.referenceTimeType:
                if let time = reader.readUInt64() { return .referenceTime(NTPTime(time)) }
            case Self.delayType: delays = reader
            default: break
            }
        }
    }

    private mutating func nextDelay() -> Delay? {
        guard let receiver = delays.readUInt32(), let last = delays.readUInt32(),
            let since = delays.readUInt32()
        else { return nil }
        return Delay(receiver: SSRC(receiver), lastReference: last, delaySinceLastReference: since)
    }

    /// Writes a packet that tells the wall clock.
    public static func write(sender: SSRC, referenceTime: NTPTime, to writer: inout ByteWriter) {
        RTCPHead.write(type: RTCPType.extendedReport, count: 0, to: &writer) { writer in
            writer.write(sender.value)
            writer.write(Self.referenceTimeType)
            writer.write(0 as UInt8)
            writer.write(2 as UInt16)
            writer.write(referenceTime.value)
        }
    }

    /// Writes a packet that gives reference times back.
    public static func write(sender: SSRC, delays: [Delay], to writer: inout ByteWriter) {
        RTCPHead.write(type: RTCPType.extendedReport, count: 0, to: &writer) { writer in
            writer.write(sender.value)
            writer.write(Self.delayType)
            writer.write(0 as UInt8)
            writer.write(UInt16(truncatingIfNeeded: 3 * delays.count))
            for delay in delays {
                writer.write(delay.receiver.value)
                writer.write(delay.lastReference)
                writer.write(delay.delaySinceLastReference)
            }
        }
    }
}
