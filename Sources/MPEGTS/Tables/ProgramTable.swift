internal import Bytes

/// Which programs a transport stream has: the PAT (ISO 13818-1 §2.4.4.3).
struct ProgramTable {
    /// The PID on which it comes.
    static let pid: UInt16 = 0
    /// What its sections are of.
    static let table: UInt8 = 0

    /// A program, and the PID of its map.
    struct Entry: Hashable {
        let program: UInt16
        let pid: UInt16
    }

    /// The programs that a section names; program 0 is none.
    static func entries(of section: TableSection) -> [Entry] {
        var reader = ByteReader(section.contents.bytes)
        var entries: [Entry] = []
        while let program = reader.readUInt16(), let pid = reader.readUInt16() {
            if program != 0 { entries.append(Entry(program: program, pid: pid & 0x1FFF)) }
        }
        return entries
    }
}
