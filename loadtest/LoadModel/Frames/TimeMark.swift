import Bytes
public import Timing

/// When a frame was sent, written into the frame itself where decoders look over it: the publisher's wall clock in
/// 26 octets that no server changes.
///
///      0                16              26
///     +-------------------+--------------+
///     |  who wrote this   |  nanoseconds |   seven bits an octet, high ones first, the top bit always set
///     +-------------------+--------------+
///
/// All octets have their top bit set, so that no codec's start codes or emulation prevention can get in between
/// (H.264 §7.4.1). Where it goes depends on the codec, see `TimeMark+Embedding`.
public struct TimeMark: Hashable, Sendable {
    /// When the frame was sent, on the clock of who sent it.
    public let time: WallClock

    /// How many octets a mark takes.
    public static let byteCount = tag.count + timeByteCount

    /// What a mark begins with: random, as a UUID should be, but for the top bits.
    static let tag: [UInt8] = [
        0xD3, 0x9E, 0xB1, 0xC7, 0xF4, 0x8A, 0xCE, 0x95, 0xA6, 0xE8, 0xBB, 0x91, 0xDC, 0xF2, 0x87, 0xAD,
    ]

    private static let timeByteCount = 10

    /// The mark of a moment.
    public init(_ time: WallClock) {
        self.time = time
    }

    /// Reads a mark that begins at `offset`; `nil` when there is none.
    public init?(_ bytes: RawSpan, at offset: Int) {
        guard offset >= 0, offset <= bytes.byteCount - Self.byteCount else { return nil }
        for index in 0..<Self.tag.count where bytes.byte(at: offset + index) != Self.tag[index] { return nil }
        var value: UInt64 = 0
        for index in 0..<Self.timeByteCount {
            guard let byte = bytes.byte(at: offset + Self.tag.count + index), byte & 0x80 != 0 else {
                return nil
            }
            value = value << 7 | UInt64(byte & 0x7F)
        }
        time = WallClock(nanoseconds: Int64(bitPattern: value))
    }

    /// How long ago it was written, when it is `now` by a clock that is `ahead` of the writer's.
    public func latency(at now: WallClock, clockAhead ahead: Duration = .zero) -> Duration {
        .nanoseconds(now.nanoseconds &- time.nanoseconds) - ahead
    }

    /// The octets.
    public var bytes: [UInt8] { Self.tag + timeBytes }

    /// Writes the time over that of the mark at `offset`; `false` when there is no room.
    public func store(in packet: inout MutableRawSpan, at offset: Int) -> Bool {
        for (index, byte) in timeBytes.enumerated() {
            guard packet.store(byte, at: offset + Self.tag.count + index) else { return false }
        }
        return true
    }

    private var timeBytes: [UInt8] {
        let value = UInt64(bitPattern: time.nanoseconds)
        return (0..<Self.timeByteCount).map { index in
            0x80 | UInt8(truncatingIfNeeded: value >> UInt64(7 * (Self.timeByteCount - 1 - index)))
        }
    }
}
