import Testing

@testable import Server

struct EnvironmentTests {
    @Test("variables set keys, and other programs' are left alone")
    func variables() {
        let reading = Reading(environment: ["STARLING_HTTP_PORT": "81", "PATH": "/bin", "STARLINGS": "2"])
        #expect(
            reading.assignments == [
                .init(key: "http-port", text: "81", origin: .variable("STARLING_HTTP_PORT"))
            ])
        #expect(reading.mistakes == [])
    }

    @Test("a repeatable key takes several values with commas between")
    func list() {
        let reading = Reading(environment: ["STARLING_LISTEN": "::1, 127.0.0.1"])
        #expect(reading.assignments.map(\.text) == ["::1", "127.0.0.1"])
    }

    @Test(
        "an empty variable is none",
        arguments: ["STARLING_ADMIN_KEY", "STARLING_LISTEN", "STARLING_HTTP_PORT"])
    func empty(name: String) {
        #expect(Reading(environment: [name: ""]) == Reading())
    }

    @Test(
        "what is wrong is told, in the order of the names",
        arguments: [
            (
                ["STARLING_TLS": "yes", "STARLING_HTPP_PORT": "80"],
                [
                    "STARLING_HTPP_PORT: there is no such key; did you mean STARLING_HTTP_PORT?",
                    "STARLING_TLS: got \"yes\", accepts auto or off",
                ]
            ),
            (
                ["STARLING_CONFIGS": "a"],
                ["STARLING_CONFIGS: there is no such key; did you mean STARLING_CONFIG?"]
            ),
        ])
    func mistakes(environment: [String: String], told: [String]) {
        #expect(Reading(environment: environment).mistakes.map(\.description) == told)
    }

    @Test(
        "the variables of a Kubernetes Service named starling are no mistake",
        arguments: [
            "STARLING_PORT", "STARLING_PORT_8080_TCP_ADDR", "STARLING_SERVICE_HOST",
            "STARLING_SERVICE_PORT_HTTP",
        ])
    func kubernetes(name: String) {
        #expect(Reading(environment: [name: "tcp://10.0.0.1:8080"]) == Reading())
    }
}
