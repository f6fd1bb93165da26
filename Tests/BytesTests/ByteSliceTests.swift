import Bytes
import Testing

@Suite struct ByteSliceTests {
    private static let letters = ByteSlice(SharedBytes("xxabcdefxx"), range: 2..<8)

    private static func text(_ slice: ByteSlice) -> String? { String(utf8: slice.bytes) }

    @Test(
        "parts are clamped to the slice, whatever is asked for",
        arguments: [
            (0, "abcdef", ""), (2, "cdef", "ab"), (6, "", "abcdef"), (7, "", "abcdef"),
            (.max, "", "abcdef"), (-1, "abcdef", ""), (.min, "abcdef", ""),
        ] as [(Int, String, String)])
    func parts(count: Int, dropped: String, prefix: String) {
        #expect(Self.text(Self.letters.dropFirst(count)) == dropped)
        #expect(Self.text(Self.letters.prefix(count)) == prefix)
    }

    @Test(
        "a range is clamped to the bytes there are",
        arguments: [(0..<99, 3), (-5..<2, 2), (3..<4, 0), (90..<99, 0), (1..<1, 0)] as [(Range<Int>, Int)])
    func clamping(range: Range<Int>, count: Int) {
        let slice = ByteSlice(SharedBytes([1, 2, 3]), range: range)
        #expect(slice.count == count && slice.isEmpty == (count == 0))
        let visible = slice.bytes.byteCount
        #expect(visible == count)
    }

    @Test("slices share one memory, which goes with the last of them")
    func sharing() {
        var slice: ByteSlice? = ByteSlice(SharedBytes([UInt8](0..<10)))
        weak let owner = slice?.owner
        var part = slice?.dropFirst(3).prefix(2)
        slice = nil
        let seen = part.map { [UInt8]($0.bytes) }
        #expect(seen == [3, 4] && owner != nil)
        part = nil
        #expect(owner == nil)
    }

    @Test("no bytes at all are fine")
    func empty() {
        let slice = ByteSlice([])
        let visible = slice.bytes.byteCount
        #expect(slice.isEmpty && visible == 0)
    }
}
