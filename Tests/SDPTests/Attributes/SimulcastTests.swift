import Testing

@testable import SDP

@Suite struct SimulcastTests {
    @Test(
        "streams, alternatives and pauses are read and written",
        arguments: [
            "send l;m;h", "recv 1", "send 1,2;~3 recv 4", "recv 1;~4,~5 send 6;7", "send a,~b;c",
        ])
    func roundTrip(value: String) {
        let simulcast = Simulcast(value)
        #expect(Simulcast(simulcast?.value ?? "") == simulcast)
        #expect(simulcast != nil)
    }

    @Test("each side is told apart")
    func sides() {
        let simulcast = Simulcast("send 1,~2;3 recv 4")
        #expect(simulcast?.send == [[.init(id: "1"), .init(id: "2", isPaused: true)], [.init(id: "3")]])
        #expect(simulcast?.receive == [[.init(id: "4")]])
        #expect(simulcast?.value == "send 1,~2;3 recv 4")
    }

    @Test(
        "what is no simulcast is refused",
        arguments: ["", "send", "send 1 recv", "send 1 send 2", "both 1", "send ;", "send ~", "send 1,;!"])
    func malformed(value: String) {
        #expect(Simulcast(value) == nil)
    }
}
