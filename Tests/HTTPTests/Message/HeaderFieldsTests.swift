import Bytes
import Testing

@testable import HTTP

@Suite struct HeaderFieldsTests {
    private let fields: HeaderFields = [
        "Host": "a.example", "Accept": "text/html, ,*/*", "accept": "x", "empty": "",
    ]

    /// The fields as they would be sent.
    private func lines(_ fields: HeaderFields) -> String {
        String(decoding: Array(fields.textBytes), as: UTF8.self)
    }

    @Test("names are found whatever their case, and kept in lower case")
    func looksUp() {
        #expect(fields["HOST"] == "a.example")
        #expect(fields["hos"] == nil)
        #expect(fields.name(at: 1) == "accept")
        #expect(fields.values(of: "accept") == ["text/html, ,*/*", "x"])
        #expect(fields.list(of: "Accept") == ["text/html", "*/*", "x"])
        #expect(fields["empty"] == "")
    }

    @Test("sizes count names and values alone")
    func counts() {
        #expect(fields.count == 4)
        #expect(fields.byteCount == 4 + 9 + 6 + 15 + 6 + 1 + 5)
        #expect(HeaderFields().byteCount == 0)
    }

    @Test("they are spelled as HTTP/1.1 sends them")
    func spellsLines() {
        #expect(lines(["A": "1", "b": ""]) == "a: 1\r\nb: \r\n")
    }

    @Test("setting a field removes all of its name and keeps the others in order")
    func sets() {
        var changed = fields
        changed.set("ACCEPT", "text/plain")
        #expect(lines(changed) == "host: a.example\r\nempty: \r\naccept: text/plain\r\n")
        #expect(changed["host"] == "a.example" && changed["empty"] == "" && changed.count == 3)
        changed.remove("host")
        #expect(changed["accept"] == "text/plain" && changed.count == 2)
    }

    @Test("a line break in a value cannot begin another field")
    func defusesControls() {
        #expect(
            lines(["location": "/a\r\nset-cookie: x\0\u{7F}\ty"]) == "location: /a  set-cookie: x  \ty\r\n")
    }

    @Test("a parser's bytes make the same field as text does")
    func appendsBytes() {
        let name = Array("X-Name".utf8)
        let value = Array("v v".utf8)
        var parsed = HeaderFields()
        parsed.append(name: name.bytes, value: value.bytes)
        #expect(lines(parsed) == lines(["x-name": "v v"]))
    }
}
