import Platform
import Testing

@testable import Server

struct SettingTests {
    private static let keys = Configuration.settings.map(\.name)

    @Test("every default reads back as itself", arguments: keys)
    func defaults(name: String) throws {
        let setting = try #require(Configuration.settingsByName[name])
        guard !setting.defaultTexts.isEmpty else { return }
        var changed = Configuration()
        #expect(setting.store(setting.defaultTexts, &changed))
        #expect(changed == Configuration())
    }

    @Test("names are small letters and dashes, each once, and none begins as a negated flag does")
    func names() {
        #expect(Set(Self.keys).count == Self.keys.count)
        for name in Self.keys + ["config"] {
            #expect(name.wholeMatch(of: #/[a-z][a-z0-9]*(-[a-z0-9]+)*/#) != nil)
            #expect(!name.hasPrefix("no-"))
            #expect(!Reading.isMadeByKubernetes(Setting.variable(for: name)))
        }
    }

    @Test("every key says what it does and why its default is what it is", arguments: keys)
    func texts(name: String) throws {
        let setting = try #require(Configuration.settingsByName[name])
        #expect(setting.summary.hasSuffix("."))
        #expect(!setting.reason.isEmpty)
        #expect(!setting.reason.hasSuffix("."))
    }

    @Test("a default is told with its reason")
    func defaultSentence() throws {
        let listen = try #require(Configuration.settingsByName["listen"])
        #expect(listen.defaultSentence == "Default 127.0.0.1 and ::1: \(listen.reason).")
        #expect(listen.marks == " [repeatable]")
        let key = try #require(Configuration.settingsByName["admin-key"])
        #expect(key.defaultSentence == "Default none: \(key.reason).")
        #expect(key.marks == " [reload]")
    }

    @Test("a flag's variable is its name in capitals")
    func variable() {
        #expect(Setting.variable(for: "http-max-connections") == "STARLING_HTTP_MAX_CONNECTIONS")
    }

    @Test("a secret is never shown")
    func secret() throws {
        let setting = try #require(Configuration.settingsByName["admin-key"])
        var configuration = Configuration()
        #expect(setting.shown(configuration) == "nothing")
        configuration.access.adminKey = Secret("correct-horse-battery")
        #expect(setting.shown(configuration) == "(hidden)")
    }
}
