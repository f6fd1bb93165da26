import Bytes
import Platform
import Runtime
import Signaling
import Simulation
import Testing
import Timing

@testable import Server

/// Both ends of a connection between signaling and a media node, without a socket between them.
struct PlaneConnectionTests {
    /// Both ends.
    private final class Ends {
        var now = Instant(nanoseconds: 1_000_000_000)
        private(set) var client: PlaneClient!
        private(set) var server: PlaneServer!
        /// What the media node was asked.
        var asked: [(question: PlaneQuestion, number: UInt64)] = []
        /// What signaling was told.
        var events: [PlaneClient.Event] = []

        init(run: UInt64 = 7) {
            client = PlaneClient(at: now) { [unowned self] in events.append($0) }
            server = PlaneServer(run: run, at: now) { [unowned self] in asked.append(($0, $1)) }
        }

        /// Carries what waits both ways.
        func exchange() {
            let (up, down) = (client.outbound.take(), server.outbound.take())
            if !up.isEmpty { server.handle(up.bytes, at: now) }
            if !down.isEmpty { client.handle(down.bytes, at: now) }
        }

        /// Lets time pass, with or without a network.
        func pass(_ duration: Duration, isCut: Bool = false) {
            let end = now.advanced(by: duration)
            while let next = [client.nextDeadline, server.nextDeadline].compactMap({ $0 }).min(), next <= end
            {
                now = max(now, next)
                client.handleTimeout(at: now)
                server.handleTimeout(at: now)
                if !isCut {
                    exchange()
                    for (_, number) in asked { server.answer(.loudness([:]), to: number) }
                    asked = []
                    exchange()
                }
            }
            now = end
        }

        var refusals: [String] {
            events.compactMap { if case .refused(let reason) = $0 { reason } else { nil } }
        }
    }

    @Test("questions are asked once both have said hello, and answers find theirs in any order")
    func answers() {
        let ends = Ends()
        #expect(!ends.client.isReady)
        ends.exchange()
        #expect(ends.client.isReady)
        guard case .ready(run: 7) = ends.events.first else {
            Issue.record("not ready")
            return
        }
        var answers: [PlaneAnswer?] = []
        ends.client.ask(.streams) { answers.append($0) }
        ends.client.ask(.sessions(nil)) { answers.append($0) }
        ends.exchange()
        #expect(ends.asked.map(\.question) == [.streams, .sessions(nil)])
        ends.server.answer(.sessions([]), to: ends.asked[1].number)
        ends.server.answer(.streams([]), to: ends.asked[0].number)
        ends.exchange()
        #expect(answers == [.sessions([]), .streams([])])
    }

    @Test("what was asked is given back when the connection ends")
    func givenBack() {
        let ends = Ends()
        ends.exchange()
        ends.client.ask(.streams) { _ in Issue.record("nobody answered") }
        ends.client.ask(.session(Self.session)) { _ in Issue.record("nobody answered") }
        ends.client.handleDisconnect(at: ends.now)
        guard case .ended(let left) = ends.events.last else {
            Issue.record("not told")
            return
        }
        #expect(left.map(\.question) == [.streams, .session(Self.session)])
    }

    @Test("a connection without traffic is kept, since signaling asks whether the node is there")
    func idle() {
        let ends = Ends()
        ends.exchange()
        ends.pass(.seconds(120))
        #expect(ends.client.ending == nil && ends.server.ending == nil && ends.refusals.isEmpty)
    }

    @Test("a network that is gone without a word is noticed by both within fifteen seconds")
    func silence() {
        let ends = Ends()
        ends.exchange()
        ends.pass(.seconds(16), isCut: true)
        #expect(ends.client.ending == .reset && ends.server.ending == .reset)
        #expect(ends.refusals == ["it has fallen silent"])
    }

    @Test("a node of another version is told by its version")
    func otherVersion() {
        let ends = Ends()
        let fault = "it speaks version 9 of this, and we \(PlaneMessage.version)"
        ends.client.handle(PlaneMessage.hello(version: 9, run: 1).bytes.bytes, at: ends.now)
        #expect(ends.refusals == [fault] && ends.client.ending == .reset)
        ends.server.handle(PlaneMessage.hello(version: 9, run: 0).bytes.bytes, at: ends.now)
        #expect(ends.server.fault == fault)
        // Our own hello still leaves.
        #expect(ends.server.ending == .orderly && !ends.server.outbound.isEmpty)
    }

    @Test("who asks without a hello, or sends what is no message, is let go")
    func strangers() {
        for bytes in [PlaneMessage.question(.streams, number: 1).bytes, Array("GET / HTTP/1.1\r\n\r\n".utf8)]
        {
            let ends = Ends()
            ends.server.handle(bytes.bytes, at: ends.now)
            #expect(ends.server.ending == .reset && ends.asked.isEmpty)
        }
    }

    @Test("more questions than may be open stay in the kernel")
    func pushBack() {
        let ends = Ends()
        ends.exchange()
        for _ in 0..<PlaneServer.limit { ends.client.ask(.streams) { _ in } }
        ends.exchange()
        #expect(!ends.server.wantsInput)
        ends.server.answer(.streams([]), to: ends.asked[0].number)
        #expect(ends.server.wantsInput)
    }

    private static let session: SessionID = {
        var random = SeededGenerator(seed: 5)
        return SessionID(using: &random)
    }()
}
