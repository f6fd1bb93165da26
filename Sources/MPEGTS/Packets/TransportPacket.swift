internal import Bytes

/// One packet of a transport stream, 188 octets (ISO 13818-1 §2.4.3.2).
///
///      0               1               2               3
///     +---------------+-+-+-+---------+---------------+---+---+-------+----------------+---------+
///     |     0x47      |E|B|T|         PID             |SC |AF | count | adaptation ... | payload |
///     +---------------+-+-+-+---------+---------------+---+---+-------+----------------+---------+
struct TransportPacket {
    /// How long every packet is.
    static let byteCount = 188
    /// What every packet begins with.
    static let sync: UInt8 = 0x47
    /// The PID of packets that only fill time.
    static let nullPID: UInt16 = 0x1FFF

    /// What it is of.
    let pid: UInt16
    /// Whether a section or a PES packet begins in it.
    let beginsUnit: Bool
    /// Whether its payload is scrambled.
    let isScrambled: Bool
    /// The count of the packets with a payload of this PID, modulo 16.
    let continuity: UInt8
    /// Where its payload is; `nil` when it has none.
    let payload: Range<Int>?

    /// Reads a packet; `nil` when it cannot be right, or says itself that it is damaged.
    init?(_ packet: RawSpan) {
        var reader = ByteReader(packet)
        guard packet.byteCount == Self.byteCount, reader.readUInt8() == Self.sync,
            let head = reader.readUInt16(), head & 0x8000 == 0, let flags = reader.readUInt8(),
            flags & 0x30 != 0
        else { return nil }
        pid = head & 0x1FFF
        beginsUnit = head & 0x4000 != 0
        isScrambled = flags & 0xC0 != 0
        continuity = flags & 0x0F
        if flags & 0x20 != 0 {
            guard let length = reader.readUInt8(), reader.skip(Int(length)) else { return nil }
        }
        payload = flags & 0x10 == 0 || reader.isAtEnd ? nil : reader.offset..<packet.byteCount
    }
}
