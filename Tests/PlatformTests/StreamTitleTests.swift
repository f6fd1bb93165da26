import Platform
import Testing

struct StreamTitleTests {
    @Test(
        "what people write is kept as it is",
        arguments: [
            "Chess", "Größe & Freiheit", "東京の夜", "<b>\"quoted\"</b> ' & ;", "👩‍👩‍👧", "می‌خواهم", "e\u{301}",
        ])
    func kept(text: String) {
        #expect(StreamTitle(text)?.text == text)
    }

    @Test(
        "what breaks lines, hides or turns text around is made plain",
        arguments: [
            ("  two\r\n\twords  ", "two words"), ("a\u{0}b\u{7F}c", "a b c"),
            ("a\u{2028}b\u{2029}c", "a b c"),
            ("a\u{202E}b\u{2066}c\u{200F}", "abc"), ("\u{FEFF}a\u{AD}b", "ab"), ("a\u{FFFF}b\u{1FFFE}", "ab"),
            ("\u{A0}a\u{3000}\u{2003}b", "a b"),
        ])
    func plain(text: String, expected: String) {
        #expect(StreamTitle(text)?.text == expected)
        #expect(StreamTitle(expected)?.text == expected)
    }

    @Test(
        "where nothing is left to see there is no title",
        arguments: ["", " ", "\n\u{200B}", "\u{200D}\u{200C}"])
    func nothing(text: String) {
        #expect(StreamTitle(text) == nil)
    }

    @Test("it is as long as can be kept, and no longer")
    func bounds() {
        #expect(StreamTitle(String(repeating: "ä", count: 100))?.text.utf8.count == 200)
        #expect(StreamTitle(String(repeating: "ä", count: 101)) == nil)
        #expect(StreamTitle(String(repeating: " ", count: 300) + "a")?.text == "a")
        #expect(StreamTitle(String(repeating: " ", count: 1_000_000) + "a") == nil)
    }
}
