import Bytes
import RTP
import Timing

extension Instant {
    /// The moment `count` milliseconds after the start of the axis.
    static func milliseconds(_ count: Int64) -> Instant {
        Instant(nanoseconds: count * 1_000_000)
    }
}

extension RTPHeader {
    /// A header of a made-up video stream.
    static func video(_ number: UInt16, timestamp: UInt32 = 0, ssrc: UInt32 = 1) -> RTPHeader {
        RTPHeader(
            payloadType: PayloadType(96), sequenceNumber: SequenceNumber(number),
            timestamp: RTPTimestamp(timestamp), ssrc: SSRC(ssrc))
    }
}

/// The places that numbers stand for.
func place(_ value: Int64) -> ExtendedSequenceNumber { ExtendedSequenceNumber(value) }
