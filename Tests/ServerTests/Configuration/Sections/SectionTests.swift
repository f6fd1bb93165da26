import Bytes
import HTTP
import RTP
import SFU
import Testing

@testable import Server

struct SectionTests {
    @Test(
        "the server can be reached from outside as soon as one address is not loopback",
        arguments: [
            ([.loopbackV4, .loopbackV6], false), ([.loopbackV4, .anyV6], true), ([.anyV4], true),
            ([IPAddress(v4: 0x0A00_0001)], true),
        ] as [([IPAddress], Bool)])
    func reachable(listen: [IPAddress], isReachable: Bool) {
        #expect(NetworkSettings(listen: listen).isReachableFromOutside == isReachable)
    }

    @Test(
        "a port is opened once on each address, whatever a wildcard includes",
        arguments: [
            ([.loopbackV4, .loopbackV6], [.loopbackV4, .loopbackV6]), ([.anyV4, .anyV6], [.anyV6]),
            ([.loopbackV4, .anyV6], [.anyV6]), ([.loopbackV4, .anyV4, .loopbackV6], [.anyV4, .loopbackV6]),
            ([IPAddress(v4: 0x0A00_0001)], [IPAddress(v4: 0x0A00_0001)]),
        ] as [([IPAddress], [IPAddress])])
    func bound(listen: [IPAddress], expected: [IPAddress]) {
        #expect(NetworkSettings(listen: listen).bound == expected)
    }

    @Test(
        "unless told, one loop serves HTTP for every four cores",
        arguments: [(1, 1), (2, 1), (4, 1), (8, 2), (64, 16)])
    func workers(cores: Int, expected: Int) {
        #expect(HTTPSettings().workerCount(onCores: cores) == expected)
        #expect(HTTPSettings(workers: 3).workerCount(onCores: cores) == 3)
    }

    @Test("unless told, one loop carries media for every core", arguments: [(0, 1), (1, 1), (8, 8)])
    func mediaWorkers(cores: Int, expected: Int) {
        #expect(MediaSettings().workerCount(onCores: cores) == expected)
        #expect(MediaSettings(workers: 3).workerCount(onCores: cores) == 3)
    }

    @Test(
        "a star among the origins stands for all of them",
        arguments: [
            (["*"], .any), (["https://a.example", "*"], .any),
            (["https://a.example"], .only(["https://a.example"])),
        ] as [([String], CrossOrigin.Origins)])
    func origins(written: [String], meant: CrossOrigin.Origins) {
        #expect(HTTPSettings(corsOrigins: written).origins == meant)
    }

    @Test("HTTPS is on with a certificate of the operator's or of our own")
    func certificate() {
        #expect(TLSSettings().certificate == nil)
        #expect(TLSSettings(mode: .auto).certificate == .selfSigned)
        #expect(TLSSettings(certificateFile: "c", keyFile: "k").certificate == .files(chain: "c", key: "k"))
    }

    @Test(
        "lines look as asked for, and by default as whoever reads them likes",
        arguments: [
            (.auto, true, .human(colours: true)), (.auto, false, .json),
            (.human, false, .human(colours: false)),
            (.human, true, .human(colours: true)), (.json, true, .json),
        ] as [(LoggingSettings.Format, Bool, LogStyle)])
    func style(format: LoggingSettings.Format, isTerminal: Bool, style: LogStyle) {
        #expect(LoggingSettings(format: format).style(onTerminal: isTerminal) == style)
    }

    @Test(
        "a playout delay is two numbers of milliseconds, in order",
        arguments: [("200-400", 200, 400), ("0-0", 0, 0), ("15-29", 10, 20)])
    func playoutDelay(text: String, low: Int, high: Int) throws {
        let reading = Reading(file: "test", contents: "playout-delay = \(text)")
        let delay = try Configuration.resolving([reading]).get().sending.playoutDelay
        #expect(delay == PlayoutDelay(minimum: .milliseconds(low), maximum: .milliseconds(high)))
    }

    @Test(
        "what is no playout delay is refused",
        arguments: ["400-200", "200", "-", "0-50000", "a-b", "1-2-3", "-1-5"])
    func senselessDelay(text: String) {
        #expect(Reading(file: "test", contents: "playout-delay = \(text)").mistakes.count == 1)
    }

    @Test("what is told of sending reaches the exchanges")
    func sending() throws {
        let contents = "coalesce = 3ms\npace = 50\npad-frames = on"
        let sending = try Configuration.resolving([Reading(file: "test", contents: contents)]).get().sending
        #expect(
            sending.egress.coalescing == .milliseconds(3) && sending.egress.pace == 50_000_000
                && sending.egress.padsFrames)
        #expect(SendingSettings().egress == EgressSettings())
    }
}
