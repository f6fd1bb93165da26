import Bytes
import RTP
import Testing

@Suite struct ParityHeaderTests {
    /// As draft-ietf-payload-flexible-fec-scheme-03 §4.2.2.1 draws it, with the shortest mask.
    private static let short: [UInt8] = [
        0x10, 0xE0, 0x04, 0x00, 0x00, 0x01, 0x02, 0x03, 1, 0, 0, 0, 0xAA, 0xBB, 0xCC, 0xDD, 0xFF, 0xFE,
        // k, then bits 0, 2 and 14.
        0b1101_0000, 0b0000_0001,
    ]

    @Test("the shortest form is read and written as it is drawn")
    func shortest() throws {
        let read = ParityHeader.read((Self.short + [9, 9]).bytes)
        let (header, count) = try #require(read)
        #expect(count == ParityHeader.leastByteCount)
        #expect(header.lead == 0x10E0 && header.length == 0x0400 && header.timestamp == 0x0001_0203)
        #expect(header.ssrc == SSRC(0xAABB_CCDD) && header.first == SequenceNumber(0xFFFE))
        #expect(header.mask == 0b100_0000_0000_0101)
        #expect(serialised { header.write(to: &$0) } == Self.short)
    }

    @Test("longer masks go on behind their marks")
    func longer() throws {
        var middle = Array(Self.short[..<18])
        // No k, bit 14; k, bits 15 and 45.
        middle += [0x00, 0x01, 0b1100_0000, 0, 0, 1]
        let readMiddle = ParityHeader.read(middle.bytes)
        let (medium, mediumCount) = try #require(readMiddle)
        #expect(medium.mask == 1 << 14 | 1 << 15 | 1 << 45 && mediumCount == 24)
        var long = Array(Self.short[..<18])
        // Bit 0; bit 16; k, bits 46 and 108.
        long += [0x40, 0x00, 0b0010_0000, 0, 0, 0, 0b1100_0000, 0, 0, 0, 0, 0, 0, 1]
        let readLong = ParityHeader.read(long.bytes)
        let (longest, longestCount) = try #require(readLong)
        #expect(longest.mask == 1 | 1 << 16 | 1 << 46 | 1 << 108 && longestCount == 32)
    }

    @Test("what nobody sends is none: tables, several streams, masks without an end, too few octets")
    func senseless() {
        for (place, value) in [(0, 0x90), (0, 0x50), (8, 0), (8, 2)] as [(Int, UInt8)] {
            var bytes = Self.short
            bytes[place] = value
            #expect(!Self.isRead(bytes))
        }
        let endless = Array(Self.short[..<18]) + [UInt8](repeating: 0, count: 14)
        #expect(!Self.isRead(endless))
        for count in 0..<Self.short.count { #expect(!Self.isRead(Array(Self.short[..<count]))) }
    }

    private static func isRead(_ bytes: [UInt8]) -> Bool { ParityHeader.read(bytes.bytes) != nil }

    @Test("a header toggled by packets and by all but one of them says what that one says")
    func toggling() throws {
        let packets: [[UInt8]] = (1...3).map { number in
            [0x90, UInt8(0x60 + number), 0, UInt8(number), 0, 0, UInt8(number * 7), 1, 0, 0, 0, 9]
                + [UInt8](repeating: 1, count: 100 * number)
        }
        var header = ParityHeader(ssrc: SSRC(9), first: SequenceNumber(1))
        for packet in packets + [packets[0], packets[2]] {
            let isToggled = header.toggle(packet.bytes)
            #expect(isToggled)
        }
        #expect(header.lead == 0x1062 && header.length == 200 && header.timestamp == 14 << 8 | 1)
        let (before, cut) = (header, Array(packets[0][..<11]))
        let isCutToggled = header.toggle(cut.bytes)
        #expect(!isCutToggled && header == before)
    }
}
