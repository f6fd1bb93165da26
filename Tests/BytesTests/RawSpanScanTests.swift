import Bytes
import Testing

@Suite struct RawSpanScanTests {
    /// Every byte once, in a pattern that puts each kind beside each other kind.
    private static let everyByte = (0..<2048).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ $0 >> 8) }

    @Test("the first control is the same one that a look at each byte finds, from any offset")
    func findsControls() {
        let bytes = Self.everyByte
        for start in 0...bytes.count {
            let expected = bytes[start...].firstIndex { ($0 < 0x20 && $0 != 9) || $0 == 0x7F }
            let found = bytes.bytes.firstControlOffset(from: start)
            #expect(found == expected)
        }
    }

    @Test(
        "a tab is no control, nor is a byte above 127",
        arguments: [
            ("\t \t \t \t \t ", nil), ("é\u{80}ÿ ü ~", nil), ("\t \t \t \n", 6), ("abcdefgh\u{7F}", 8),
            ("", nil),
        ]
            as [(String, Int?)])
    func knowsControls(text: String, expected: Int?) {
        let found = Array(text.utf8).bytes.firstControlOffset()
        #expect(found == expected)
    }

    @Test("a byte is found where it is first, from any offset")
    func findsBytes() {
        let bytes = Self.everyByte
        for start in stride(from: 0, through: bytes.count, by: 7) {
            let found = bytes.bytes.firstOffset(of: 0x0A, from: start)
            #expect(found == bytes[start...].firstIndex(of: 0x0A))
        }
        let missing = [UInt8](repeating: 1, count: 99).bytes.firstOffset(of: 2)
        #expect(missing == nil)
    }

    @Test("a search from beyond the end finds nothing", arguments: [10, 11, .max])
    func searchesBeyond(start: Int) {
        let bytes = [UInt8](repeating: 0, count: 10)
        let found = (bytes.bytes.firstOffset(of: 0, from: start), bytes.bytes.firstControlOffset(from: start))
        #expect(found.0 == nil && found.1 == nil)
    }

    @Test("a run ends at the first byte that is no member, or at the end")
    func endsRuns() {
        let letters = ASCIISet(low: 0, high: 0x07FF_FFFE_07FF_FFFE)
        let text = Array("azAZ-b".utf8)
        let ends = [text.bytes.endOfRun(of: letters), text.bytes.endOfRun(of: letters, from: 4)]
        let last = text.bytes.endOfRun(of: letters, from: 5)
        #expect(ends == [4, 4] && last == 6)
    }

    @Test("a set has its members and no other byte")
    func hasMembers() {
        let set = ASCIISet(low: 1 << 48 | 1, high: 1 << 63)
        #expect((0...255).filter { set.contains(UInt8($0)) } == [0, 48, 127])
    }
}
