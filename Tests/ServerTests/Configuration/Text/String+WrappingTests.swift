import Testing

@testable import Server

struct WrappingTests {
    @Test(
        "words fill lines up to the width, indented",
        arguments: [
            ("one two three", 7, "", "one two\nthree"), ("one two three", 9, "  ", "  one two\n  three"),
            ("onetwothree four", 5, "", "onetwothree\nfour"), ("", 5, "", ""),
        ])
    func wrapped(text: String, width: Int, indent: String, expected: String) {
        #expect(text.wrapped(to: width, indent: indent) == expected)
    }
}
