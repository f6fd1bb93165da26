import Bytes
import Platform
import Testing

@testable import Server

struct ReloadTests {
    @Test("nothing changed is nothing to do")
    func same() {
        #expect(Configuration().reload(to: Configuration()) == .init(configuration: Configuration()))
    }

    @Test("what can change while running changes, the rest waits for a restart")
    func mixed() {
        var new = Configuration()
        new.logging.level = .debug
        new.http.port = 81
        new.http.maximumConnectionsPerAddress = nil
        new.network.listen = [.anyV6]
        let reload = Configuration().reload(to: new)
        #expect(
            reload.applied == [
                .init(key: "http-max-connections-per-address", old: "1000", new: "off"),
                .init(key: "log-level", old: "info", new: "debug"),
            ])
        #expect(
            reload.pending == [
                .init(key: "listen", old: "127.0.0.1, ::1", new: "::"),
                .init(key: "http-port", old: "8080", new: "81"),
            ])
        var expected = Configuration()
        expected.logging.level = .debug
        expected.http.maximumConnectionsPerAddress = nil
        #expect(reload.configuration == expected)
    }

    @Test("what waits for a restart is told again at the next reload")
    func pendingAgain() {
        var new = Configuration()
        new.http.port = 81
        let first = Configuration().reload(to: new)
        #expect(first.configuration.reload(to: new).pending == first.pending)
    }

    @Test("a secret that changed is not shown, and one changed for another still counts")
    func secret() {
        var old = Configuration()
        old.access.adminKey = Secret("correct-horse-battery")
        var new = Configuration()
        new.access.adminKey = Secret("incorrect-horse-battery")
        #expect(old.reload(to: new).applied == [.init(key: "admin-key", old: "(hidden)", new: "(hidden)")])
        #expect(
            old.reload(to: Configuration()).applied == [
                .init(key: "admin-key", old: "(hidden)", new: "nothing")
            ])
    }
}
