public import Bytes
public import Timing

/// When a packet left its sender, on a clock that wraps every 64 seconds (abs-send-time of libwebrtc).
///
///      0                   1                   2
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |  seconds  |             fraction              |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///
/// A relay must write its own or leave the extension out, since it speaks of the last hop only.
public struct AbsoluteSendTime: Hashable, Sendable {
    /// 24 bits: 6 of seconds, 18 of fraction.
    public let value: UInt32

    /// How many octets the value takes.
    public static let byteCount = 3

    /// The time that the low 24 bits of `value` spell.
    public init(_ value: UInt32) {
        self.value = value & 0xFF_FFFF
    }

    /// The time that a packet sent `at` this instant carries.
    public init(at now: Instant) {
        let (seconds, rest) = now.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        self.init(UInt32(truncatingIfNeeded: seconds << 18 &+ (rest << 18) / 1_000_000_000))
    }

    /// Reads an extension's value.
    public init?(_ value: RawSpan) {
        var reader = ByteReader(value)
        guard value.byteCount == Self.byteCount, let bits = reader.readUInt24() else { return nil }
        self.value = bits
    }

    /// How much later this time is than `other`, -32 to 32 seconds.
    public func duration(since other: AbsoluteSendTime) -> Duration {
        // Shifted up so that the sign of the 24-bit difference becomes the sign of the 32-bit one.
        let ticks = Int32(bitPattern: (value &- other.value) << 8) >> 8
        return .nanoseconds((Int64(ticks) * 1_000_000_000) >> 18)
    }

    /// Writes the extension's value.
    public func write(to writer: inout ByteWriter) {
        writer.write24(value)
    }
}
