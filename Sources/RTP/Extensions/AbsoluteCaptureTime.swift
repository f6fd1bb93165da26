public import Bytes

/// When a packet's media was captured, on the capturer's clock (abs-capture-time of libwebrtc).
///
/// 8 octets of NTP time, and optionally 8 more: a signed Q32.32 offset that, added to the sender's clock, gives
/// the capturer's. It speaks of the first contributing source, or else of the SSRC. Senders repeat it about once
/// a second; in between receivers count on by the timestamp.
public struct AbsoluteCaptureTime: Hashable, Sendable {
    /// The capture, on the capturer's clock.
    public let captured: NTPTime
    /// How far the capturer's clock is ahead of the sender's, in units of 2^-32 seconds; `nil` when not known.
    public let clockOffset: Int64?

    /// A capture time.
    public init(captured: NTPTime, clockOffset: Int64? = nil) {
        self.captured = captured
        self.clockOffset = clockOffset
    }

    /// Reads an extension's value.
    public init?(_ value: RawSpan) {
        var reader = ByteReader(value)
        guard value.byteCount == 8 || value.byteCount == 16, let time = reader.readUInt64() else {
            return nil
        }
        captured = NTPTime(time)
        clockOffset = reader.readUInt64().map { Int64(bitPattern: $0) }
    }

    /// How many octets the value takes.
    public var byteCount: Int { clockOffset == nil ? 8 : 16 }

    /// Writes the extension's value.
    public func write(to writer: inout ByteWriter) {
        writer.write(captured.value)
        if let clockOffset { writer.write(UInt64(bitPattern: clockOffset)) }
    }
}
