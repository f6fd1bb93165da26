public import Bytes

/// What stands in front of a parity (draft-ietf-payload-flexible-fec-scheme-03 §4.2): of which packets of one stream it is,
/// and the parities of what their headers say.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |R|F|P|X|  CC   |M|     PT      |            length             |
///     |                           timestamp                           |
///     |       1       |                   reserved                    |
///     |                             SSRC                              |
///     |         first number          |k|          mask [0-14]        |
///     |k|                   mask [15-45] (unless k was set)           |
///     |k|                   mask [46-108] (unless k was set)          |
///     |                                                               |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///
/// What R and F may say besides, retransmissions and tables without masks, nobody sends; nor parities of several streams.
public struct ParityHeader: Hashable, Sendable {
    /// The first two octets of the packets' headers. The two highest bits, which are the same in all of them, count as 0.
    public var lead: UInt16
    /// How many octets they have behind the fixed part of their headers.
    public var length: UInt16
    /// Their timestamps.
    public var timestamp: UInt32
    /// Who sends them.
    public var ssrc: SSRC
    /// The number that bit 0 of the mask stands for.
    public var first: SequenceNumber
    /// Bit n: whether the packet n numbers behind the first is one of them.
    public var mask: UInt128

    /// How many octets it has at least.
    public static let leastByteCount = 20
    /// How many numbers the shortest form tells of.
    public static let shortSpan = 15
    /// How many bits of the mask there are behind each k.
    private static let parts = [15, 31, 63]

    /// Of no packet.
    public init(ssrc: SSRC, first: SequenceNumber) {
        (lead, length, timestamp) = (0, 0, 0)
        self.ssrc = ssrc
        self.first = first
        mask = 0
    }

    /// Reads it from the front of a payload, and says how many octets it has; `nil` for what nobody sends.
    public static func read(_ payload: RawSpan) -> (header: ParityHeader, byteCount: Int)? {
        var reader = ByteReader(payload)
        guard let lead = reader.readUInt16(), lead >> 14 == 0, let length = reader.readUInt16(),
            let timestamp = reader.readUInt32(), reader.readUInt8() == 1, reader.skip(3),
            let ssrc = reader.readUInt32(), let first = reader.readUInt16(), let mask = readMask(&reader)
        else { return nil }
        var header = ParityHeader(ssrc: SSRC(ssrc), first: SequenceNumber(first))
        (header.lead, header.length, header.timestamp, header.mask) = (lead, length, timestamp, mask)
        return (header, reader.offset)
    }

    private static func readMask(_ reader: inout ByteReader) -> UInt128? {
        var (mask, place): (UInt128, Int) = (0, 0)
        for count in parts {
            var bits: UInt64 = 0
            for _ in 0...count / 8 {
                guard let octet = reader.readUInt8() else { return nil }
                bits = bits << 8 | UInt64(octet)
            }
            for bit in 0..<count where bits >> UInt64(count - 1 - bit) & 1 == 1 {
                mask |= 1 << UInt128(place + bit)
            }
            guard bits >> UInt64(count) == 0 else { return mask }
            place += count
        }
        return nil
    }

    /// Writes it, in its shortest form: nothing may be set in the mask beyond that.
    public func write(to writer: inout ByteWriter) {
        writer.write(lead & 0x3FFF)
        writer.write(length)
        writer.write(timestamp)
        writer.write(1 << 24 as UInt32)
        writer.write(ssrc.value)
        writer.write(first.value)
        var bits: UInt16 = 0x8000
        for bit in 0..<Self.shortSpan where mask >> UInt128(bit) & 1 == 1 {
            bits |= 1 << UInt16(Self.shortSpan - 1 - bit)
        }
        writer.write(bits)
    }

    /// Adds what a packet's header says, or takes it away, which is the same. `false`, and nothing changed, for what is no packet.
    public mutating func toggle(_ packet: RawSpan) -> Bool {
        var reader = ByteReader(packet)
        guard let lead = reader.readUInt16(), reader.skip(2), let timestamp = reader.readUInt32(),
            reader.skip(4), let length = UInt16(exactly: reader.remaining)
        else { return false }
        self.lead ^= lead & 0x3FFF
        self.timestamp ^= timestamp
        self.length ^= length
        return true
    }
}
