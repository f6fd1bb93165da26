import Testing

@testable import Server

struct ArgumentsTests {
    @Test(
        "what to do is the first word, or a flag anywhere",
        arguments: [
            ([], .serve), (["serve"], .serve), (["--help"], .help), (["-h"], .help),
            (["--version"], .version),
            (["serve", "--help"], .help), (["--http-port", "80", "--version"], .version),
        ] as [([String], Arguments.Command)])
    func command(arguments: [String], command: Arguments.Command) {
        #expect(Arguments(arguments).command == command)
        #expect(Arguments(arguments).reading.mistakes == [])
    }

    @Test("a value stands behind an equals sign or is the next argument")
    func values() {
        let reading = Arguments(["--http-port", "81", "--https-port=82", "--data-dir=a=b"]).reading
        #expect(reading.mistakes == [])
        #expect(
            reading.assignments == [
                .init(key: "http-port", text: "81", origin: .flag("--http-port")),
                .init(key: "https-port", text: "82", origin: .flag("--https-port")),
                .init(key: "data-dir", text: "a=b", origin: .flag("--data-dir")),
            ])
    }

    @Test(
        "a key that is on or off needs no value",
        arguments: [
            ("--cpu-pinning", "on"), ("--no-cpu-pinning", "off"), ("--cpu-pinning=off", "off"),
            ("--cpu-pinning=on", "on"),
        ])
    func flags(argument: String, text: String) {
        let reading = Arguments([argument, "--http-port", "81"]).reading
        #expect(reading.assignments.map(\.text) == [text, "81"])
        #expect(reading.mistakes == [])
    }

    @Test("a repeatable key collects its values")
    func repeatable() {
        let reading = Arguments(["--listen", "::1", "--listen=127.0.0.1"]).reading
        #expect(reading.assignments.map(\.text) == ["::1", "127.0.0.1"])
    }

    @Test(
        "the file is named by --config, and may be after the command",
        arguments: [["--config", "a.conf"], ["serve", "--config=a.conf"]])
    func file(arguments: [String]) {
        #expect(Arguments(arguments).file == "a.conf")
        #expect(Arguments(arguments).reading == Reading())
    }

    @Test(
        "what is wrong is told, without repeating what may be a secret",
        arguments: [
            (["--http-prot", "80"], ["--http-prot: there is no such key; did you mean --http-port?"]),
            (["--xyzzy=secret"], ["--xyzzy: there is no such key"]),
            (["--admin-kye", "secret"], ["--admin-kye: there is no such key; did you mean --admin-key?"]),
            (["-p"], ["-p: there is no such key"]),
            (["--\u{1B}[2J"], ["\"--\\u{1b}[2J\": there is no such key"]),
            (["--no-http-port"], ["--no-http-port: there is no such key; did you mean --http-port?"]),
            (["--http-port"], ["--http-port: got no value, accepts a port from 0 to 65535"]),
            (["--config"], ["--config: got no value, accepts a path"]),
            (["--config="], ["--config: got no value, accepts a path"]),
            (
                ["--http-port", "--tls=on"],
                [
                    "--http-port: got no value, accepts a port from 0 to 65535",
                    "--tls: got \"on\", accepts auto or off",
                ]
            ),
            (["--no-cpu-pinning=off"], ["--no-cpu-pinning: takes no value"]),
            (["--cpu-pinning", "off"], ["argument 2 belongs to no flag"]),
            (["sevre"], ["there is no command \"sevre\"; did you mean serve?"]),
            (["serve", "now"], ["argument 2 belongs to no flag"]),
            (
                ["--http-port=80", "--http-port=81"],
                ["--http-port: was given before, at --http-port, and has one value"]
            ),
            (
                ["--admin-key", "short"],
                [
                    "--admin-key: got something else (not shown, it is a secret), "
                        + "accepts 16 to 512 visible ASCII characters without spaces"
                ]
            ),
        ])
    func mistakes(arguments: [String], told: [String]) {
        #expect(Arguments(arguments).reading.mistakes.map(\.description) == told)
    }
}
