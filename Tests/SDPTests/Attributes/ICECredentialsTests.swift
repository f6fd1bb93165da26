import Testing

@testable import SDP

@Suite struct ICECredentialsTests {
    @Test(
        "a fragment has 4 to 256 ice-chars",
        arguments: [
            ("nxcM", true), ("//pY", true), ("a+b/", true), ("abc", false), ("ab c", false), ("ab:c", false),
            (String(repeating: "x", count: 256), true), (String(repeating: "x", count: 257), false),
        ])
    func ufrags(value: String, isFragment: Bool) {
        #expect((ICECredentials.Ufrag(value) != nil) == isFragment)
    }

    @Test(
        "a password has 22 to 256 ice-chars",
        arguments: [
            ("ezjAjgSSLLvbRhUA1zc6Se", true), ("ezjAjgSSLLvbRhUA1zc6S", false),
            ("ezjAjgSSLLvbRhUA1zc6S=", false),
            (String(repeating: "x", count: 257), false),
        ])
    func passwords(value: String, isPassword: Bool) {
        #expect((ICECredentials.Password(value) != nil) == isPassword)
    }

    @Test(
        "options stand between spaces, or commas as OBS has them",
        arguments: [
            ("trickle", ["trickle"]), ("ice2 trickle", ["ice2", "trickle"]),
            ("ice2,trickle", ["ice2", "trickle"]),
        ])
    func options(value: String, tags: [String]) {
        #expect(ICEOptions(value)?.tags == tags)
        #expect(ICEOptions(value)?.value == tags.joined(separator: " "))
        #expect(ICEOptions("") == nil)
    }

    @Test("half of the credentials is none")
    func halves() throws {
        var lines = Lines()
        lines.append(Line(attribute: "ice-ufrag", "nxcM"))
        #expect(try lines.credentials() == nil)
        lines.append(Line(attribute: "ice-pwd", "ezjAjgSSLLvbRhUA1zc6Se"))
        #expect(try lines.credentials() == ICECredentials(ufrag: "nxcM", password: "ezjAjgSSLLvbRhUA1zc6Se"))
    }
}
