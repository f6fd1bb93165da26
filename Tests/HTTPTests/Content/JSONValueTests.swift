import HTTP
import Simulation
import Testing

struct JSONValueTests {
    @Test(
        "every kind of value is read",
        arguments: [
            ("null", JSONValue.null), ("true", .bool(true)), (" false\n", .bool(false)), ("0", .number(0)),
            ("-12.5e+2", .number(-1250)), ("1E3", .number(1000)), ("\"\"", .string("")),
            ("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\"", .string("a\"\\/\u{8}\u{C}\n\r\t")),
            ("\"\\u00e4\\uD83D\\uDE00ä\"", .string("ä😀ä")), ("[]", .array([])),
            ("[1, [true]]", .array([.number(1), .array([.bool(true)])])), ("{ }", .object([])),
            (
                "{\"a\" : {\"b\":null} ,\"c\":[]}",
                .object([.init("a", .object([.init("b", .null)])), .init("c", .array([]))])
            ),
        ])
    func read(text: String, value: JSONValue) {
        #expect(JSONValue(text) == value)
    }

    @Test(
        "what is not JSON is not read",
        arguments: [
            "", " ", "nul", "True", "01", "-", "1.", ".5", "1e", "+1", "0x10", "1 2", "[1,]", "[,1]", "[1",
            "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{\"a\":1", "\"", "\"\\x\"", "\"\\u12\"", "\"\n\"",
            "\"\\uD83D\"", "\"\\uDE00\"", "\"\\uD83Da\"", "1e999", "NaN", "'a'", "[1]]", "// a\n1",
        ])
    func refused(text: String) {
        #expect(JSONValue(text) == nil)
    }

    @Test("values nest as deep as is said, and no deeper")
    func depth() {
        func nested(_ count: Int) -> String {
            String(repeating: "[", count: count) + String(repeating: "]", count: count)
        }
        #expect(JSONValue(nested(16)) != nil)
        #expect(JSONValue(nested(17)) == nil)
        #expect(JSONValue(nested(100_000)) == nil)
    }

    @Test("the last of two members of one name counts")
    func members() {
        #expect(JSONValue("{\"a\":1,\"a\":2}")?["a"] == .number(2))
        #expect(JSONValue("{\"a\":1}")?["b"] == nil)
        #expect(JSONValue("[1]")?["a"] == nil)
    }

    /// One text with everything in it.
    private static let sample =
        "{\"type\":\"data\",\"id\":7,\"data\":[1.5,-2,\"\\u0041\\\"é\",null,true,{\"x\":{}}],\"to\":\"\"}"

    @Test("what was read is written, and reads the same again")
    func roundTrip() throws {
        let value = try #require(JSONValue(Self.sample))
        let text = String(decoding: JSONText(value).bytes, as: UTF8.self)
        #expect(JSONValue(text) == value)
        #expect(text.hasPrefix("{\"type\":\"data\",\"id\":7,\"data\":[1.5,-2,\"A\\\"é\","))
    }

    @Test("a text that breaks off is no value, wherever it does")
    func truncated() {
        for count in 0..<Self.sample.count { #expect(JSONValue(String(Self.sample.prefix(count))) == nil) }
    }

    @Test("no mutation of a text does harm, and what is read survives writing")
    func mutated() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<10_000 {
            var bytes = Array(Self.sample.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = UInt8(truncatingIfNeeded: random.next())
            }
            guard let value = JSONValue(String(decoding: bytes, as: UTF8.self)) else { continue }
            #expect(JSONValue(String(decoding: JSONText(value).bytes, as: UTF8.self)) == value)
        }
    }
}
