import ICE
import Simulation
import Testing

@Suite struct CredentialsTests {
    @Test("credentials are made of ice-chars, long enough, and differ")
    func random() {
        var generator = SeededGenerator(seed: 1)
        let made = (0..<200).map { _ in Credentials(using: &generator) }
        #expect(Set(made.map(\.ufrag)).count == 200 && Set(made.map(\.password)).count == 200)
        for credentials in made {
            #expect(credentials.ufrag.utf8.count == 8 && credentials.password.utf8.count == 24)
            let isAllowed = (credentials.ufrag + credentials.password).allSatisfy {
                $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "+" || $0 == "/")
            }
            #expect(isAllowed)
        }
        // Every one of the 64 letters is used.
        #expect(Set(made.map(\.password).joined()).count == 64)
    }
}
