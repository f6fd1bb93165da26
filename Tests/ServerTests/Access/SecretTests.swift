import Testing

@testable import Server

struct SecretTests {
    @Test("a secret is known to itself alone")
    func matches() {
        let secret = Secret("correct-horse-battery")
        #expect(secret.matches("correct-horse-battery"))
        #expect(!secret.matches("correct-horse-batterz"))
        #expect(!secret.matches(""))
        #expect(!Secret("").matches(""))
    }

    @Test("however a configuration is printed, its secret is not")
    func printed() {
        var configuration = Configuration()
        configuration.access.adminKey = Secret("correct-horse-battery")
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped] {
            #expect(text.contains("hidden"))
            #expect(!text.contains("horse"))
        }
    }
}
