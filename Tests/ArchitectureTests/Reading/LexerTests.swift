import Testing

@Suite struct LexerTests {
    private func read(_ source: String) -> [String] { Lexer(source).tokens.map(\.text) }

    @Test(
        "comments and strings are no code",
        arguments: [
            ("a // b", ["a"]), ("a /* b /* c */ d */ e", ["a", "e"]),
            (#"f("x // y")"#, ["f", "(", "\"\"", ")"]),
            (#"a = "x\"y" + b"#, ["a", "=", "\"\"", "+", "b"]),
            ("\"\"\"\n \"x\" y\n\"\"\" + z", ["\"\"", "+", "z"]),
            (##"#"a"b\("# + c"##, ["\"\"", "+", "c"]), ("#if x", ["#", "if", "x"]),
            ("`in` 1_0", ["`in`", "1_0"]),
        ])
    func code(source: String, tokens: [String]) {
        #expect(read(source) == tokens)
    }

    @Test("what a string interpolates is code")
    func interpolation() {
        #expect(
            read(#""a \(b["c"] ?? d(e)) f" g"#) == [
                "\"\"", "b", "[", "\"\"", "]", "?", "?", "d", "(", "e", ")", "g",
            ])
        #expect(read(##"#"\(a) \#(b!)"#"##) == ["\"\"", "b", "!"])
    }

    @Test("lines are counted through strings and comments")
    func lines() {
        let lexer = Lexer("/* a\n b */ c\n\"\"\"\nx \\(y)\n\"\"\"; z // end\n")
        #expect(lexer.tokens.filter(\.isWord).map { "\($0.text)\($0.line)" } == ["c2", "y4", "z5"])
        #expect(lexer.comments.keys.sorted() == [1, 2, 5])
    }

    @Test(
        "an end within a string or comment ends the reading",
        arguments: ["\"", "\"\"\"a", "/*", "#\"", "`", "\"\\(", "\"\\"])
    func cut(source: String) {
        #expect(read(source).count <= 1)
    }
}
