public import Bytes

/// Packets that are missing (RFC 4585 §6.2.1), read number by number.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                             sender                            |
///     |                          media source                         |
///     |      a missing packet (PID)   | which of the 16 after it (BLP)|  as often as it takes
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct GenericNACK: ~Escapable {
    /// Who misses them.
    public let sender: SSRC
    /// Whose packets they are.
    public let source: SSRC
    /// The entries not begun.
    private var entries: ByteReader
    /// The packet before the one that the lowest bit of `mask` speaks of.
    private var number = SequenceNumber(0)
    /// What is left of the entry's bits.
    private var mask: UInt16 = 0

    static let format: UInt8 = 1

    @_lifetime(copy body)
    init?(_ body: RawSpan) {
        var reader = ByteReader(body)
        guard let sender = reader.readUInt32(), let source = reader.readUInt32() else { return nil }
        self.sender = SSRC(sender)
        self.source = SSRC(source)
        entries = reader
    }

    /// The next missing packet, `nil` behind the last.
    public mutating func next() -> SequenceNumber? {
        guard mask != 0 else { return beginEntry() }
        let steps = mask.trailingZeroBitCount + 1
        number = number.advanced(by: steps)
        // Two shifts, since one by all 16 bits would be refused.
        mask = (mask >> UInt16(steps - 1)) >> 1
        return number
    }

    private mutating func beginEntry() -> SequenceNumber? {
        guard let first = entries.readUInt16(), let more = entries.readUInt16() else { return nil }
        number = SequenceNumber(first)
        mask = more
        return number
    }

    /// Writes a packet that asks for as many of `numbers` as fit in `byteCount` octets, and returns how many those
    /// are. The numbers must be in order; none asks for nothing and writes nothing.
    public static func write(
        sender: SSRC, source: SSRC, numbers: ArraySlice<SequenceNumber>, byteCount: Int = 1200,
        to writer: inout ByteWriter
    ) -> Int {
        let limit = min(byteCount, writer.remaining)
        guard !numbers.isEmpty, limit >= 16 else { return 0 }
        var rest = numbers
        RTCPHead.write(type: RTCPType.transportFeedback, count: Int(format), to: &writer) { writer in
            writer.write(sender.value)
            writer.write(source.value)
            var room = (limit - 12) / 4
            while room > 0, let first = rest.popFirst() {
                writer.write(first.value)
                writer.write(takeMask(after: first, from: &rest))
                room -= 1
            }
        }
        return numbers.count - rest.count
    }

    /// Takes the numbers that one entry can name beside its first.
    private static func takeMask(after first: SequenceNumber, from rest: inout ArraySlice<SequenceNumber>)
        -> UInt16
    {
        var mask: UInt16 = 0
        while let number = rest.first, case let steps = number.distance(from: first), (0...16).contains(steps)
        {
            // A number that is there twice is asked for once.
            if steps > 0 { mask |= 1 << UInt16(steps - 1) }
            rest.removeFirst()
        }
        return mask
    }
}
