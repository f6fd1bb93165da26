public import Bytes
import Timing

/// How long a receiver should hold media back before it plays (playout-delay of libwebrtc).
///
///      0                   1                   2
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |     minimum, 10 ms    |     maximum, 10 ms    |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct PlayoutDelay: Hashable, Sendable {
    /// The shortest delay, 0 to 40.95 seconds.
    public let minimum: Duration
    /// The longest delay, `minimum` to 40.95 seconds.
    public let maximum: Duration

    /// How many octets the value takes.
    public static let byteCount = 3

    /// A range of delays, each rounded down to 10 ms and brought into what the field can hold.
    public init(minimum: Duration, maximum: Duration) {
        let low = Self.ticks(minimum)
        self.minimum = .milliseconds(10 * low)
        self.maximum = .milliseconds(10 * max(low, Self.ticks(maximum)))
    }

    /// Reads an extension's value. A minimum above the maximum says nothing and is refused.
    public init?(_ value: RawSpan) {
        var reader = ByteReader(value)
        guard value.byteCount == Self.byteCount, let bits = reader.readUInt24(), bits >> 12 <= bits & 0xFFF
        else {
            return nil
        }
        minimum = .milliseconds(10 * Int(bits >> 12))
        maximum = .milliseconds(10 * Int(bits & 0xFFF))
    }

    /// Writes the extension's value.
    public func write(to writer: inout ByteWriter) {
        writer.write24(UInt32(Self.ticks(minimum)) << 12 | UInt32(Self.ticks(maximum)))
    }

    private static func ticks(_ delay: Duration) -> Int {
        let clamped = min(max(delay, .zero), .milliseconds(40_950))
        return Int(clamped.nanoseconds / 10_000_000)
    }
}
