public import Bytes
public import Timing

/// Gathers arrivals for one transport-wide feedback packet and writes it (`TransportFeedback` shows the format).
///
/// Begin at the first packet that no earlier feedback spoke of, add those that came in the order of their numbers,
/// and write. When an arrival does not fit, write what is there and begin anew at that packet. The builder keeps
/// its memory between packets.
public struct TransportFeedbackBuilder: Sendable {
    /// The largest packet, in octets.
    private let maximumByteCount: Int
    /// The first packet that is spoken of.
    private var base = SequenceNumber(0)
    /// How many packets are spoken of.
    private var statusCount = 0
    /// The reference time, in units of 256 ticks.
    private var reference: Int64 = 0
    /// When the last packet arrived, in ticks; `nil` when none has.
    private var lastTicks: Int64?
    /// The statuses.
    private var statuses = StatusChunkEncoder()
    /// The deltas, as they will be sent.
    private var deltas: [UInt8] = []

    /// How many octets come before the chunks: two words of head and sender, and three more.
    private static let fixedByteCount = 20

    /// A builder for packets of at most `maximumByteCount` octets.
    public init(maximumByteCount: Int = 1200) {
        self.maximumByteCount = maximumByteCount
    }

    /// Whether no arrival was added.
    public var isEmpty: Bool { lastTicks == nil }

    /// The packet after the last one that is spoken of.
    public var next: SequenceNumber { base.advanced(by: statusCount) }

    /// Forgets what was gathered and begins at a packet, which need not have arrived.
    public mutating func begin(at base: SequenceNumber) {
        self.base = base
        statusCount = 0
        lastTicks = nil
        statuses.removeAll()
        deltas.removeAll(keepingCapacity: true)
    }

    /// Adds an arrival; the packets between the last one and this one count as lost. `false`, and nothing changed,
    /// when the packet is not after the last one, is too far from it in number or time, or does not fit.
    public mutating func add(_ number: SequenceNumber, at arrival: Instant) -> Bool {
        let lost = number.distance(from: next)
        let ticks = Self.ticks(arrival)
        let (symbol, delta) = Self.encode(ticks - (lastTicks ?? ticks & ~0xFF))
        // One more chunk is the most that one symbol costs, and a run of losses takes up to two.
        let most = Self.fixedByteCount + 2 * (statuses.chunkCount + (lost > 0 ? 3 : 1)) + deltas.count + 2
        guard lost >= 0, statusCount + lost < Int(UInt16.max), symbol != .reserved,
            most + 3 <= maximumByteCount
        else {
            return false
        }
        if lastTicks == nil { reference = ticks >> 8 }
        lastTicks = ticks
        statusCount += lost + 1
        for _ in 0..<lost { statuses.append(.lost) }
        statuses.append(symbol)
        if symbol == .large { deltas.append(UInt8(truncatingIfNeeded: delta >> 8)) }
        deltas.append(UInt8(truncatingIfNeeded: delta))
        return true
    }

    /// Writes the packet; nothing when no arrival was added.
    public func write(sender: SSRC, source: SSRC, feedbackCount: UInt8, to writer: inout ByteWriter) {
        guard !isEmpty else { return }
        RTCPHead.write(
            type: RTCPType.transportFeedback, count: Int(TransportFeedback.format), to: &writer
        ) { writer in
            writer.write(sender.value)
            writer.write(source.value)
            writer.write(base.value)
            writer.write(UInt16(statusCount))
            writer.write24(UInt32(truncatingIfNeeded: reference))
            writer.write(feedbackCount)
            for chunk in statuses.chunks { writer.write(chunk) }
            if let chunk = statuses.lastChunk { writer.write(chunk) }
            writer.write(deltas.bytes)
        }
    }

    /// Ticks of 250 µs since the start of the axis, rounded down. Absolute ticks are subtracted and not times, so
    /// that rounding does not add up.
    private static func ticks(_ time: Instant) -> Int64 {
        let (ticks, rest) = time.nanoseconds.quotientAndRemainder(dividingBy: FeedbackTime.nanosecondsPerTick)
        return rest < 0 ? ticks - 1 : ticks
    }

    /// How a delta is sent: in one octet if it is not negative and fits, in two, or not at all.
    private static func encode(_ delta: Int64) -> (symbol: StatusChunk.Symbol, delta: Int64) {
        switch delta {
        case 0...255: (.small, delta)
        case -32_768...32_767: (.large, delta)
        default: (.reserved, 0)
        }
    }
}
