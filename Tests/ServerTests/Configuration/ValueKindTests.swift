import Bytes
import Testing

@testable import Server

struct ValueKindTests {
    @Test(
        "a port is decimal and fits sixteen bits",
        arguments: [
            ("0", 0), ("8080", 8080), ("65535", 65535), ("65536", nil), ("-1", nil), ("+80", nil),
            ("80a", nil),
            ("", nil), ("٨٠", nil), ("99999999999999999999", nil),
        ] as [(String, UInt16?)])
    func port(text: String, value: UInt16?) {
        #expect(ValueKind.port.read(text) == value)
    }

    @Test(
        "a whole number stays in its range",
        arguments: [("1", 1), ("256", 256), ("0", nil), ("257", nil), ("1.0", nil), ("auto", nil)]
            as [(String, Int?)])
    func integer(text: String, value: Int?) {
        #expect(ValueKind<Int>.integer(in: 1...256).read(text) == value)
    }

    @Test("a word may stand for no number")
    func integerOrWord() {
        let kind = ValueKind<Int?>.integer(in: 1...256, or: "auto")
        #expect(kind.read("auto") == .some(nil))
        #expect(kind.read("4") == .some(4))
        #expect(kind.read("") == nil)
        #expect(kind.write(nil) == "auto")
        #expect(kind.write(4) == "4")
        #expect(kind.accepts == "a whole number from 1 to 256, or auto")
    }

    @Test(
        "a duration has a unit and stays in its range",
        arguments: [
            ("2s", .seconds(2)), ("500ms", .milliseconds(500)), ("0s", .zero), ("1m", .seconds(60)),
            ("61s", nil),
            ("2", nil), ("s", nil), ("-2s", nil), ("1.5s", nil), ("2 s", nil), ("2S", nil),
            ("9223372036854775807h", nil), ("99999999999999999999s", nil),
        ] as [(String, Duration?)])
    func duration(text: String, value: Duration?) {
        #expect(ValueKind.duration(in: .zero...Duration.seconds(60)).read(text) == value)
    }

    @Test(
        "a duration is written in the largest unit without a rest",
        arguments: [
            (Duration.zero, "0s"), (.milliseconds(1), "1ms"), (.milliseconds(1500), "1500ms"),
            (.seconds(75), "75s"),
            (.seconds(120), "2m"), (.seconds(7200), "2h"),
        ])
    func durationText(duration: Duration, text: String) {
        #expect(duration.text == text)
        #expect(Duration(text: text) == duration)
    }

    @Test(
        "yes and no have three words each",
        arguments: [
            ("on", true), ("true", true), ("yes", true), ("off", false), ("false", false), ("no", false),
            ("1", nil),
            ("ON", nil), ("", nil),
        ] as [(String, Bool?)])
    func flag(text: String, value: Bool?) {
        #expect(ValueKind.flag.read(text) == value)
    }

    @Test(
        "an address is numeric",
        arguments: [
            ("127.0.0.1", .loopbackV4), ("::1", .loopbackV6), ("[::1]", .loopbackV6), ("::", .anyV6),
            ("0.0.0.0", .anyV4), ("localhost", nil), ("127.0.0.1:80", nil), ("", nil),
        ] as [(String, IPAddress?)])
    func address(text: String, value: IPAddress?) {
        #expect(ValueKind.address.read(text) == value)
    }

    @Test(
        "an origin is a scheme and a host, as browsers send it",
        arguments: [
            ("*", "*"), ("https://example.com", "https://example.com"),
            ("HTTP://Example.COM:81", "http://example.com:81"),
            ("http://[::1]:3000", "http://[::1]:3000"), ("https://example.com/", nil), ("example.com", nil),
            ("https://", nil), ("ftp://example.com", nil), ("https://a b", nil), ("https://a\r\nx: y", nil),
            ("", nil),
        ] as [(String, String?)])
    func origin(text: String, value: String?) {
        #expect(ValueKind<String>.origin.read(text) == value)
    }

    @Test(
        "a secret can be sent as a bearer token and is long enough",
        arguments: [
            ("0123456789abcdef", true), ("0123456789#!\"=ab", true),
            ("0123456789abcde", false), ("0123456789abcde f", false),
            ("0123456789abcdéf", false), ("", false),
        ])
    func secret(text: String, isTaken: Bool) {
        #expect((ValueKind.token.read(text) != nil) == isTaken)
    }

    @Test(
        "a path is anything that a system call takes",
        arguments: [("./data", true), ("", false), ("a\u{0}b", false)])
    func path(text: String, isTaken: Bool) {
        #expect((ValueKind<String>.path.read(text) != nil) == isTaken)
    }

    @Test("a choice is one of its words and names them all")
    func choice() {
        let kind = ValueKind<LogLevel>.choice()
        #expect(kind.read("warning") == .warning)
        #expect(kind.read("warn") == nil)
        #expect(kind.accepts == "error, warning, info or debug")
        #expect(kind.placeholder == "error|warning|info|debug")
    }
}
