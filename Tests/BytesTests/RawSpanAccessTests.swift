import Bytes
import Testing

@Suite struct RawSpanAccessTests {
    @Test(
        "bytes spell a text when all of them do",
        arguments: [("cookie", true), ("cookies", false), ("Cookie", false), ("", false)])
    func spells(text: String, expected: Bool) {
        let answer = Array(text.utf8).bytes.spells("cookie")
        #expect(answer == expected)
    }

    @Test(
        "a byte is found where it is first", arguments: [("/a?b?c", 2), ("?", 0), ("", nil), ("/abc", nil)])
    func firstOffset(text: String, expected: Int?) {
        let offset = Array(text.utf8).bytes.firstOffset(of: UInt8(ascii: "?"))
        #expect(offset == expected)
    }
}
