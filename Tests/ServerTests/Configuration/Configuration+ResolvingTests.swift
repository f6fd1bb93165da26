import Bytes
import HTTP
import Platform
import Testing

@testable import Server

struct ResolvingTests {
    private func resolve(_ arguments: [String], _ environment: [String: String], _ file: String)
        -> Result<Configuration, Configuration.Mistakes>
    {
        Configuration.resolving([
            Arguments(arguments).reading, Reading(environment: environment),
            Reading(file: "a.conf", contents: file),
        ])
    }

    private func mistakes(_ result: Result<Configuration, Configuration.Mistakes>) -> [String] {
        if case .failure(let mistakes) = result { mistakes.all.map(\.description) } else { [] }
    }

    @Test("nothing said is the default")
    func nothing() throws {
        #expect(try resolve([], [:], "").get() == Configuration())
    }

    @Test(
        "a flag goes before a variable, a variable before the file",
        arguments: [
            (["--http-port=1"], ["STARLING_HTTP_PORT": "2"], "http-port = 3", 1),
            ([], ["STARLING_HTTP_PORT": "2"], "http-port = 3", 2), ([], [:], "http-port = 3", 3),
            ([], ["STARLING_HTTP_PORT": ""], "http-port = 3", 3),
        ] as [([String], [String: String], String, UInt16)])
    func precedence(arguments: [String], environment: [String: String], file: String, port: UInt16) throws {
        #expect(try resolve(arguments, environment, file).get().http.port == port)
    }

    @Test("a place that gives a repeatable key gives all of it")
    func repeatable() throws {
        let configuration = try resolve(
            ["--listen=::"], ["STARLING_LISTEN": "127.0.0.1,::1"], "listen = 0.0.0.0"
        ).get()
        #expect(configuration.network.listen == [.anyV6])
    }

    @Test("every key reaches its value")
    func everything() throws {
        let file = """
            listen = 0.0.0.0
            http-port = 1
            https-port = 2
            http-workers = 3
            http-keep-alive = 4s
            http-max-connections = 5
            http-max-connections-per-address = off
            cors-origin = https://example.com
            tls-certificate = cert.pem
            tls-key = key.pem
            admin-key = correct-horse-battery
            data-dir = /var/lib/starling
            drain-timeout = 10s
            cpu-pinning = off
            log-format = json
            log-level = debug
            """
        let configuration = try resolve([], [:], file).get()
        let unchanged = Configuration.settings.filter { $0.isSame(configuration, Configuration()) }.map(
            \.name)
        // The one key that contradicts another line here.
        #expect(unchanged == ["tls"])
        #expect(configuration.network.listen == [.anyV4])
        #expect(configuration.http.limits.keepAlive == .seconds(4))
        #expect(configuration.tls.certificate == .files(chain: "cert.pem", key: "key.pem"))
        #expect(configuration.access.adminKey == Secret("correct-horse-battery"))
        #expect(configuration.logging.level == .debug)
    }

    @Test("mistakes of all places are told in one go, those of an overruled place too")
    func allMistakes() {
        let result = resolve(
            ["--http-port=81", "--log-level=loud"], ["STARLING_HTTP_PORT": "x"],
            "http-port = y\ntls-key = k.pem")
        #expect(
            mistakes(result) == [
                "--log-level: got \"loud\", accepts error, warning, info or debug",
                "STARLING_HTTP_PORT: got \"x\", accepts a port from 0 to 65535",
                "a.conf:1: http-port: got \"y\", accepts a port from 0 to 65535",
                "a.conf:2: tls-key: needs tls-certificate too",
            ])
    }

    @Test(
        "keys that are each right alone may contradict each other",
        arguments: [
            (["--tls-certificate=c"], "--tls-certificate: needs tls-key too"),
            (["--tls-key=k"], "--tls-key: needs tls-certificate too"),
            (
                ["--tls=auto", "--tls-certificate=c", "--tls-key=k"],
                "--tls: does not go with tls-certificate: auto makes a certificate, and one is given"
            ),
            (["--tls=auto", "--https-port=8080"], "--https-port: does not go with http-port: both are 8080"),
            (["--tls=auto", "--http-port=8443"], "--http-port: does not go with https-port: both are 8443"),
            (["--listen=::1", "--listen=[0::1]"], "--listen: does not go with listen: ::1 is given twice"),
        ])
    func contradictions(arguments: [String], told: String) {
        #expect(mistakes(resolve(arguments, [:], "")) == [told])
    }

    @Test(
        "what only looks like a contradiction is none",
        arguments: [
            ["--https-port=8080"], ["--tls=auto", "--http-port=0", "--https-port=0"],
            ["--tls=off", "--tls-certificate=c", "--tls-key=k"], ["--listen=::", "--listen=0.0.0.0"],
        ])
    func noContradiction(arguments: [String]) {
        #expect(mistakes(resolve(arguments, [:], "")) == [])
    }
}
