import Testing

@testable import SDP

@Suite struct FormatParametersTests {
    @Test(
        "parameters are read, and written without needless spaces and semicolons",
        arguments: [
            ("minptime=10;useinbandfec=1", "minptime=10;useinbandfec=1"),
            ("apt=96; rtx-time=3000;", "apt=96;rtx-time=3000"),
            ("111/111", "111/111"), ("0-15", "0-15"), ("a = b ; c", "a=b;c"),
            ("sprop=Z0LAH9kA==;x", "sprop=Z0LAH9kA==;x"),
            ("", ""), (";;", ""),
        ])
    func text(given: String, written: String) {
        #expect(FormatParameters(given).text == written)
    }

    @Test("names are found without regard to case")
    func names() {
        let parameters = FormatParameters("Profile-Level-Id=42e01f;flag")
        #expect(parameters["profile-level-id"] == "42e01f")
        #expect(parameters["flag"] == nil)
        #expect(parameters["other"] == nil)
    }

    @Test("a parameter that is set keeps its place")
    func setting() {
        var parameters = FormatParameters("a=1;b=2")
        parameters["A"] = "3"
        parameters["c"] = "4"
        #expect(parameters.text == "a=3;b=2;c=4")
        #expect(parameters.keeping(["c", "a"]).text == "a=3;c=4")
    }

    @Test("the line names its payload type", arguments: ["96 apt=97", "63 111/111", "101 0-15"])
    func line(value: String) {
        #expect(rewritten(FormatParameterLine.self, value) == value)
    }

    @Test("what is no fmtp line is refused", arguments: ["", "96", "x a=b", "128 a=b", " a=b"])
    func malformed(value: String) {
        #expect(FormatParameterLine(value) == nil)
    }
}
