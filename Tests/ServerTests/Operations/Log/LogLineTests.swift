import Foundation
import Testing
import Timing

@testable import Server

struct LogLineTests {
    /// A text that would disturb the terminal in which the tests run, if they printed it as it is.
    struct Hostile: ExpressibleByStringLiteral, CustomTestStringConvertible, Sendable {
        let text: String
        init(stringLiteral text: String) { self.text = text }
        var testDescription: String { text.unicodeScalars.map { $0.escaped(asASCII: true) }.joined() }
    }

    /// 2026-11-21T04:08:15.250Z.
    private let time = WallClock(nanoseconds: 1_795_234_095_250_000_000)
    private let record = LogRecord(
        level: .info, event: "listening",
        fields: ["url": "http://localhost:8080", "workers": 2, "load": 0.5, "tls": false])

    @Test("a human line is short and aligned")
    func human() {
        let expected =
            "04:08:15.250 info    listening                url=http://localhost:8080 workers=2 load=0.5 tls=false"
        #expect(LogStyle.human(colours: false).line(for: record, at: time) == expected)
    }

    @Test("a human line without fields ends with its event")
    func noFields() {
        let bare = LogRecord(level: .error, event: "stopped", fields: [:])
        #expect(LogStyle.human(colours: false).line(for: bare, at: time) == "04:08:15.250 error   stopped")
    }

    @Test("only a terminal's line has colours, and only around the level")
    func colours() {
        let plain = LogStyle.human(colours: false).line(for: record, at: time)
        let coloured = LogStyle.human(colours: true).line(for: record, at: time)
        #expect(!plain.contains("\u{1B}"))
        #expect(coloured.contains("\u{1B}[32minfo   \u{1B}[0m"))
    }

    @Test("a JSON line holds time, level, event and fields, in that order")
    func json() {
        let expected =
            #"{"ts":"2026-11-21T04:08:15.250Z","level":"info","event":"listening","#
            + #""url":"http://localhost:8080","workers":2,"load":0.5,"tls":false}"#
        #expect(LogStyle.json.line(for: record, at: time) == expected)
    }

    @Test(
        "a hostile text stays inside its value",
        arguments: [
            ("two\nlines", #""two\nlines""#), ("a b", #""a b""#), ("", #""""#), ("a=b", #""a=b""#),
            (#"say "hi""#, #""say \"hi\"""#), (#"C:\"#, #""C:\\""#), ("\u{1B}[2J", #""\u{1b}[2J""#),
            ("a\u{202E}b", #""a\u{202e}b""#), ("\r\u{0}\u{85}\u{2028}", #""\r\u{0}\u{85}\u{2028}""#),
            ("Übertragung", "Übertragung"),
        ])
    func quoting(text: Hostile, written: String) {
        let hostile = LogRecord(level: .info, event: "named", fields: ["name": .text(text.text)])
        let line = LogStyle.human(colours: false).line(for: hostile, at: time)
        #expect(line.hasSuffix(" name=" + written))
    }

    @Test(
        "any text comes back from its JSON line",
        arguments: [
            "two\nlines\r\t", #"a "quoted" \ text"#, "\u{0}\u{1B}\u{7F}\u{85}\u{2028}\u{202E}", "\u{E0001}é😀",
        ])
    func jsonRoundTrip(text: Hostile) throws {
        let hostile = LogRecord(level: .info, event: "named", fields: ["name": .text(text.text)])
        let line = LogStyle.json.line(for: hostile, at: time)
        #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0.value != 0x1B })
        let members = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        #expect(members?["name"] as? String == text.text)
    }

    @Test("a long text is cut, and says so")
    func longText() {
        let long = LogRecord(
            level: .info, event: "named",
            fields: ["name": .text(String(repeating: "e\u{301}", count: 10_000)), "next": 1])
        for style in [LogStyle.json, .human(colours: false)] {
            let line = style.line(for: long, at: time)
            #expect(line.unicodeScalars.count < 700)
            #expect(line.contains("…"))
            #expect(line.contains("next"))
        }
    }

    @Test("what JSON has no number for is null")
    func notFinite() {
        let odd = LogRecord(
            level: .info, event: "odd", fields: ["a": .number(.nan), "b": .number(.infinity)])
        #expect(LogStyle.json.line(for: odd, at: time).hasSuffix(#""a":null,"b":null}"#))
    }
}
