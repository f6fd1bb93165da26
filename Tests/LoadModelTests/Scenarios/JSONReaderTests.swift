import Simulation
import Testing

@testable import LoadModel

@Suite struct JSONReaderTests {
    private static func read(_ text: String) -> Result<JSONValue, JSONReader.Failure> {
        JSONReader.read(Array(text.utf8))
    }

    @Test("every kind of value is read")
    func kinds() throws {
        let value = try Self.read(
            #" {"a": [1, -2.5e3, 0, true, false, null], "b": {"c": "x\n\"\u00e4\ud83d\ude00ä"}, "d": {}} "#
        ).get()
        #expect(value["a"]?.array?.compactMap(\.number) == [1, -2500, 0])
        #expect(value["a"]?.array?.compactMap(\.bool) == [true, false])
        #expect(value["b"]?["c"]?.string == "x\n\"ä😀ä")
        #expect(value["d"]?.members?.isEmpty == true)
    }

    @Test("values know their lines")
    func lines() throws {
        let value = try Self.read("{\n\"a\": 1,\n\n\"b\": [\n2]}").get()
        #expect(value["a"]?.line == 2)
        #expect(value["b"]?.array?.first?.line == 5)
    }

    @Test(
        "what RFC 8259 does not allow is refused, with the line",
        arguments: [
            "", "{", "[1,]", "{\"a\":1,}", "01", "-", "1.", "1e", "+1", ".5", "0x1", "nul", "\"a", "\"\n\"",
            "\"\\x\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "{a:1}", "[1 2]", "1 2", "1e999", "Infinity",
            String(repeating: "[", count: 100_000),
        ])
    func refused(text: String) {
        guard case .failure = Self.read("\n" + text) else {
            Issue.record("\(text.prefix(20)) is no JSON")
            return
        }
    }

    @Test("a failure names the line and what was expected")
    func failure() {
        guard case .failure(let failure) = Self.read("{\n  \"a\" 1\n}") else { return }
        #expect(failure.description == "line 2: expected a colon behind \"a\"")
    }

    @Test("damaged texts are read or refused")
    func mutations() {
        let sample = #"{"name":"a\u00e4","groups":[{"count":10,"phases":[{"to":1e3}],"x":null}],"y":-0.5}"#
        for text in Mutations(of: [Array(sample.utf8)]) { _ = JSONReader.read(text) }
    }
}
