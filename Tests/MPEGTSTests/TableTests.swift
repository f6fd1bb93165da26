import Bytes
import Testing

@testable import MPEGTS

/// Sections, put together and checked.
@Suite struct TableTests {
    /// A PAT of one program, 1, whose map is on PID 0x1000, as ffmpeg writes it.
    private static let table: [UInt8] = [
        0x00,  // table 0
        0xB0, 0x0D,  // 13 octets follow
        0x00, 0x01,  // transport stream 1
        0xC1, 0x00, 0x00,  // version 0, current; section 0 of 0
        0x00, 0x01, 0xF0, 0x00,  // program 1, PID 0x1000
        0x2A, 0xB1, 0x04, 0xB2,  // check
    ]

    @Test("a section that another program wrote is read, and written the same")
    func known() throws {
        #expect(SectionChecksum(Self.table.bytes).isRight)
        let section = try #require(TableSection(Self.table))
        #expect(section.number == 1 && section.isCurrent && section.version == 0)
        #expect(ProgramTable.entries(of: section) == [ProgramTable.Entry(program: 1, pid: 0x1000)])
        #expect(TableSection.written(0, number: 1, contents: [0, 1, 0xF0, 0]) == Self.table)
    }

    @Test("sections are found in any pieces, one behind the other, and those with a wrong check are not")
    func pieces() {
        var wrong = Self.table
        wrong[9] = 7
        let all = Self.table + wrong + Self.table
        for count in 1...all.count {
            var assembler = SectionAssembler()
            var found = Self.take([0] + all[..<count], by: &assembler)
            found += Self.take(all[count...] + [0xFF, 0xFF], begins: false, by: &assembler)
            #expect(found == [Self.table, Self.table])
        }
    }

    /// Gives an assembler a payload.
    private static func take(
        _ payload: [UInt8], begins: Bool = true, by assembler: inout SectionAssembler
    ) -> [[UInt8]] {
        assembler.take(payload.bytes, begins: begins)
    }

    @Test("a section ends where a pointer says that the next begins")
    func pointers() {
        var assembler = SectionAssembler()
        #expect(Self.take([0] + Self.table[..<5], by: &assembler).isEmpty)
        let rest = Array(Self.table[5...])
        #expect(Self.take([UInt8(rest.count)] + rest + Self.table, by: &assembler).count == 2)
        // A pointer beyond the end, and one into nothing.
        #expect(Self.take([200] + Self.table, by: &assembler).isEmpty)
        #expect(Self.take([], by: &assembler).isEmpty)
    }
}
