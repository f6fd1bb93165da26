internal import Bytes

/// A section of a table that has several versions and parts (ISO 13818-1 §2.4.4.10).
///
///     +----------+-+-+--+-----------+-----------+--+-------+-+---------+---------+----------+--------+
///     | table id |S|0|11| length 12 | number 16 |11|version|C| section |  last   | contents | CRC 32 |
///     +----------+-+-+--+-----------+-----------+--+-------+-+---------+---------+----------+--------+
struct TableSection {
    /// Which table it is of.
    let table: UInt8
    /// The transport stream's number, or the program's.
    let number: UInt16
    /// The table's version, modulo 32.
    let version: UInt8
    /// Whether it counts now, not only from some time on.
    let isCurrent: Bool
    /// Which part of the table it is, and which is the last.
    let part: UInt8, lastPart: UInt8
    /// What it holds.
    let contents: [UInt8]

    /// Reads a section whose check was right.
    init?(_ section: [UInt8]) {
        var reader = ByteReader(section.bytes)
        guard let table = reader.readUInt8(), let length = reader.readUInt16(), length & 0x8000 != 0,
            let number = reader.readUInt16(), let flags = reader.readUInt8(), let part = reader.readUInt8(),
            let last = reader.readUInt8(), reader.remaining >= 4,
            let contents = reader.read(reader.remaining - 4)
        else { return nil }
        self.table = table
        self.number = number
        version = flags >> 1 & 0x1F
        isCurrent = flags & 1 == 1
        (self.part, lastPart) = (part, last)
        self.contents = [UInt8](contents)
    }

    /// The section as it is sent, check included: the only one of its table, in its first version.
    static func written(_ table: UInt8, number: UInt16, version: UInt8 = 0, contents: [UInt8]) -> [UInt8] {
        var section: [UInt8] = [table]
        section.append(bigEndian: UInt16(0xB000 | contents.count + 9))
        section.append(bigEndian: number)
        section += [0xC1 | version << 1, 0, 0] + contents
        section.append(bigEndian: SectionChecksum(section.bytes).value)
        return section
    }
}
