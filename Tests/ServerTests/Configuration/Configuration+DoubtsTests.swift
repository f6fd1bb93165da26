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
}
