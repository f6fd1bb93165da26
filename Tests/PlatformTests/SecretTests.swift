import Platform
import Testing

struct SecretTests {
    @Test("a secret is known to itself alone")
    func matches() {
        let secret = Secret("correct-horse-battery")
        #expect(secret.matches("correct-horse-battery"))
        #expect(!secret.matches("correct-horse-batterz"))
        #expect(!secret.matches(""))
        #expect(!Secret("").matches(""))
    }

    @Test("however what holds a secret is printed, the secret is not")
    func printed() throws {
        let holder = (key: Secret("correct-horse-battery"), name: "x")
        var dumped = ""
        dump(holder, to: &dumped)
        for text in ["\(holder)", String(reflecting: holder), dumped] {
            #expect(text.contains("hidden"))
            #expect(!text.contains("horse"))
        }
    }
}
