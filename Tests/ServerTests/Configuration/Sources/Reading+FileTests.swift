import Simulation
import Testing

@testable import Server

struct FileTests {
    private func read(_ contents: String) -> Reading {
        Reading(file: "a.conf", contents: contents)
    }

    @Test("a line sets a key, comments and empty lines do nothing")
    func lines() {
        let reading = read(
            """
            # A comment.

            http-port = 81
              data-dir=./elsewhere   # and another
            listen = ::1
            listen = 127.0.0.1
            """)
        #expect(reading.mistakes == [])
        #expect(
            reading.assignments == [
                .init(key: "http-port", text: "81", origin: .file("a.conf", line: 3)),
                .init(key: "data-dir", text: "./elsewhere", origin: .file("a.conf", line: 4)),
                .init(key: "listen", text: "::1", origin: .file("a.conf", line: 5)),
                .init(key: "listen", text: "127.0.0.1", origin: .file("a.conf", line: 6)),
            ])
    }

    @Test(
        "a value is what stands behind the equals sign, quoted where it must be",
        arguments: [
            ("data", "data"), ("da#ta", "da#ta"), ("data # note", "data"), ("data\t#note", "data"),
            ("a = b", "a = b"),
            (#""a # b""#, "a # b"), (#"" a ""#, " a "), (#""a" # note"#, "a"),
            (#""say \"hi\" \\""#, #"say "hi" \"#),
            (#"a"b"#, #"a"b"#), ("ünder/ダ", "ünder/ダ"),
        ])
    func value(written: String, meant: String) {
        #expect(read("data-dir = \(written)\n").assignments.map(\.text) == [meant])
    }

    @Test(
        "files from Windows are read too",
        arguments: ["\u{FEFF}http-port = 81\r\ntls = auto\r\n", "http-port = 81\ntls = auto"])
    func windows(contents: String) {
        #expect(read(contents).assignments.map(\.text) == ["81", "auto"])
        #expect(read(contents).mistakes == [])
    }

    @Test(
        "what is wrong is told with its line, without repeating what may be a secret",
        arguments: [
            ("\nhttp-prot = 80", "a.conf:2: http-prot: there is no such key; did you mean http-port?"),
            ("HTTP-PORT = 80", "a.conf:1: HTTP-PORT: there is no such key"),
            ("just words", "a.conf:1: is not of the form key = value"),
            ("= 80", "a.conf:1: \"\": there is no such key"),
            ("ht\rtp = 80", "a.conf:1: \"ht\\rtp\": there is no such key"),
            ("http-port =", "a.conf:1: http-port: got \"\", accepts a port from 0 to 65535"),
            ("http-port = 80 81", "a.conf:1: http-port: got \"80 81\", accepts a port from 0 to 65535"),
            ("cpu-pinning = maybe", "a.conf:1: cpu-pinning: got \"maybe\", accepts on or off"),
            ("tls = \u{1B}[2J", "a.conf:1: tls: got \"\\u{1b}[2J\", accepts auto or off"),
            (
                "http-port = 1\nhttp-port = 1",
                "a.conf:2: http-port: was given before, at a.conf:1, and has one value"
            ),
            (
                "admin-key = hunter2",
                "a.conf:1: admin-key: got something else (not shown, it is a secret), "
                    + "accepts 16 to 512 visible ASCII characters without spaces"
            ),
            (
                #"data-dir = "open"#,
                "a.conf:1: data-dir: the quoted value does not end with a quote, or something stands behind it"
            ),
            (
                #"data-dir = "a" b"#,
                "a.conf:1: data-dir: the quoted value does not end with a quote, or something stands behind it"
            ),
            (
                #"data-dir = "a\n""#,
                "a.conf:1: data-dir: the quoted value does not end with a quote, or something stands behind it"
            ),
        ])
    func mistakes(contents: String, told: String) {
        #expect(read(contents).mistakes.map(\.description) == [told])
    }

    @Test("every mistake of a file is told, not only the first")
    func all() {
        #expect(
            read("a = 1\nhttp-port = x\nwords\nhttp-port = 81\ntls = no").mistakes.map(\.origin)
                == [1, 2, 3, 5].map { .file("a.conf", line: $0) })
    }

    private static let sound = """
        # A comment.
        http-port = 81
        listen = "::1" # behind a value
        data-dir = "a \\" b"
        tls=auto\r

        """

    @Test("a file that is cut short anywhere is read as far as it goes")
    func truncated() {
        let bytes = Array(Self.sound.utf8)
        for count in 0..<bytes.count {
            let reading = read(String(decoding: bytes[..<count], as: UTF8.self))
            #expect(reading.assignments.count <= 4)
            #expect(reading.mistakes.count <= 1)
        }
    }

    @Test("a damaged file is read without harm, and what is told of it is one line each")
    func damaged() {
        for bytes in Mutations(of: [Array(Self.sound.utf8)]) {
            let reading = read(String(decoding: bytes, as: UTF8.self))
            #expect(reading.assignments.count + reading.mistakes.count <= 16)
            for mistake in reading.mistakes where mistake.description.contains("\n") {
                Issue.record("more than one line: \(mistake.description.debugDescription)")
            }
        }
    }
}
