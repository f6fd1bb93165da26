import Bytes
import Platform
import Testing

@testable import Server

struct ConfigurationDoubtsTests {
    private func findings(_ change: (inout Configuration) throws -> Void) rethrows -> [String] {
        var configuration = Configuration()
        try change(&configuration)
        return configuration.doubts.map(\.finding.description)
    }

    @Test("the defaults raise none")
    func defaults() {
        #expect(Configuration().doubts.isEmpty)
    }

    @Test("beyond loopback both keys are missed, until they are there or publishing is open")
    func keys() {
        #expect(findings { $0.network.listen = [.anyV4] } == ["no admin key", "no publish key"])
        #expect(
            findings {
                $0.network.listen = [.anyV4]
                $0.access.adminKey = Secret("correct-horse-battery")
                $0.access.publishKeys = [PublishKey(Secret("north-wind-and-sun"))]
            } == [])
        #expect(
            findings {
                $0.network.listen = [.anyV4]
                $0.access.opensPublishing = true
            } == ["no admin key"])
    }

    @Test(
        "a public address without an address of ours behind it cannot work",
        arguments: [
            ("203.0.113.9", [.loopbackV4, .loopbackV6], true), ("203.0.113.9", [.anyV6], false),
            ("2001:db8::1", [.anyV4], true), ("203.0.113.9", [.anyV4], false),
            ("2001:db8::1", [.anyV4, .anyV6], false), ("203.0.113.9", [IPAddress(v4: 0x0A00_0001)], false),
        ] as [(String, [IPAddress], Bool)])
    func addresses(text: String, listen: [IPAddress], isDoubtful: Bool) throws {
        let address = try #require(IPAddress(text))
        let findings = findings {
            $0.network.listen = listen
            $0.media.publicAddresses = [address]
        }
        #expect(findings.contains("public address cannot work") == isDoubtful)
    }
}
