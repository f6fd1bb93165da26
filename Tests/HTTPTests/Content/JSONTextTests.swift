import HTTP
import Testing

@Suite("JSON text")
struct JSONTextTests {
    private func text(_ json: JSONText) -> String { String(decoding: json.bytes, as: UTF8.self) }

    @Test(
        "strings are escaped where RFC 8259 §7 says so and nowhere else",
        arguments: [
            ("", #""""#),
            ("plain", #""plain""#),
            ("a\"b\\c", #""a\"b\\c""#),
            ("\n\r\t\u{8}\u{C}", #""\n\r\t\b\f""#),
            ("\0\u{1}\u{1F}", #""\u0000\u0001\u001f""#),
            ("/ \u{7F} é 日 🎥 \u{2028}", "\"/ \u{7F} é 日 🎥 \u{2028}\""),
        ])
    func strings(value: String, expected: String) {
        #expect(text(JSONText(value)) == expected)
    }

    @Test(
        "numbers are written so that they read back, and what JSON cannot say is null",
        arguments: [
            (0.0, "0.0"), (-1.5, "-1.5"), (1e20, "1e+20"), (.leastNonzeroMagnitude, "5e-324"),
            (.infinity, "null"),
            (.nan, "null"),
        ])
    func doubles(value: Double, expected: String) {
        #expect(text(JSONText(value)) == expected)
    }

    @Test("integers are written to their bounds")
    func integers() {
        #expect(text(JSONText([Int.min, 0, Int.max])) == "[-9223372036854775808,0,9223372036854775807]")
        #expect(text(JSONText(UInt64.max)) == "18446744073709551615")
    }

    @Test("commas stand between values and nowhere else, however deep")
    func nesting() {
        var json = JSONText()
        json.object { json in
            json.member("empty") { $0.object { _ in } }
            json.member("list") { json in
                json.array { json in
                    json.append(1)
                    json.append([true, false])
                    json.array { _ in }
                    json.object { $0.member("k", "v") }
                }
            }
            json.member("none", Int?.none)
            json.member("left out", ifPresent: Int?.none)
            json.member("some", ifPresent: Optional(2))
            json.member("fragment", JSONText(["a"]))
        }
        #expect(
            text(json)
                == #"{"empty":{},"list":[1,[true,false],[],{"k":"v"}],"none":null,"some":2,"fragment":["a"]}"#
        )
    }
}
