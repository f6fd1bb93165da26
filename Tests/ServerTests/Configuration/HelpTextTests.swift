import Testing

@testable import Server

struct HelpTextTests {
    @Test(
        "every key is there with its default and the reason for it",
        arguments: Configuration.settings.map(\.name))
    func complete(name: String) throws {
        let setting = try #require(Configuration.settingsByName[name])
        let words = HelpText.text.split { $0.isWhitespace }.joined(separator: " ")
        #expect(words.contains("--\(name)"))
        #expect(words.contains("\(setting.summary) \(setting.defaultSentence)"))
    }

    @Test("no line is wider than a hundred characters or ends in a space")
    func width() {
        for line in HelpText.text.split(separator: "\n") {
            #expect(line.count <= 100)
            #expect(line.last != " ")
        }
    }
}
