import HTTP
import Testing
import Timing

@testable import Signaling

/// A client whose socket was cut goes on.
struct ResumptionTests {
    private let board = Board(isOpen: true)

    /// Says hello on a new socket, to go on where a client was, and returns the welcome.
    private func resume(_ client: Board.Client, session: String, seen: Int? = nil) -> JSONValue {
        let fresh = board.connect()
        client.socket = fresh.socket
        client.closed = nil
        let seen = seen ?? client.lastSeen
        let text =
            "{\"type\":\"hello\",\"id\":1,\"version\":1,\"resume\":{\"session\":\"\(session)\",\"seq\":\(seen)}}"
        // What arrives on the new socket goes on from what was seen.
        fresh.lastSeen = seen
        board.say(fresh, text)
        client.inbox += fresh.inbox
        client.lastSeen = fresh.lastSeen
        board.adopt(client)
        return client.take("welcome").last ?? .null
    }

    private func session(of client: Board.Client) -> String {
        client.take("welcome").first?.text("session") ?? ""
    }

    @Test("what was missed comes in order, each once, and the request that was taken is told")
    func missed() {
        let client = board.greetAndKeep()
        let session = session(of: client)
        board.ask(client, "join", [("stream", .string("main"))])
        let others = board.join()
        client.inbox = []
        let seen = client.lastSeen
        let asked = client.lastRequest
        board.cut(client)
        board.ask(others, "data", [("data", .number(1))])
        board.ask(others, "data", [("data", .number(2))])
        board.pass(.seconds(29))
        let welcome = resume(client, session: session, seen: seen)
        #expect(welcome["resumed"] == .bool(true))
        #expect(welcome.number("request") == Double(asked))
        #expect(client.take("data").compactMap { $0.number("data") } == [1, 2])
        #expect(board.ask(client, "ping").text("type") == "pong")
    }

    @Test("what was sent and never arrived comes again")
    func lostOnTheWay() {
        let client = board.greetAndKeep()
        let session = session(of: client)
        board.ask(client, "join", [("stream", .string("main"))])
        let others = board.join()
        let seen = client.lastSeen
        client.inbox = []
        for number in 1...5 { board.ask(others, "data", [("data", .number(Double(number)))]) }
        client.inbox = []
        board.cut(client)
        _ = resume(client, session: session, seen: seen)
        #expect(client.take("data").compactMap { $0.number("data") } == [1, 2, 3, 4, 5])
    }

    @Test("after thirty seconds it is over: media ends, and the others are told")
    func late() {
        let client = board.greetAndKeep()
        let session = session(of: client)
        board.ask(client, "join", [("stream", .string("main"))])
        board.ask(client, "publish", [("sdp", .string("v=0"))])
        let others = board.join()
        board.cut(client)
        board.pass(.seconds(29))
        #expect(board.media.count == 1)
        board.pass(.seconds(2))
        #expect(board.media.isEmpty)
        #expect(others.take("participant-left").count == 1)
        #expect(resume(client, session: session)["resumed"] == .bool(false))
    }

    @Test("a page that was left is gone at once", arguments: [1000, 1001] as [UInt16])
    func left(code: UInt16) {
        let client = board.join()
        let others = board.join()
        board.cut(client, code: code)
        #expect(others.take("participant-left").count == 1)
        #expect(board.switchboard.conversationCount == 1)
    }

    @Test("a socket that only seems to be there gives way")
    func replaced() {
        let client = board.greetAndKeep()
        let session = session(of: client)
        let old = client.socket
        let ghost = Board.Client(old)
        board.adopt(ghost)
        #expect(resume(client, session: session)["resumed"] == .bool(true))
        #expect(ghost.closed?.code == 4001)
        // The old socket's end is nobody's.
        board.cut(ghost)
        board.pass(.seconds(60))
        #expect(board.ask(client, "ping").text("type") == "pong")
    }

    @Test("who has seen what was never sent, or has forgotten what it acknowledged, begins anew")
    func impossible() {
        let client = board.greetAndKeep()
        let session = session(of: client)
        board.ask(client, "ping")
        board.acknowledge(client)
        #expect(resume(client, session: session, seen: 1000)["resumed"] == .bool(false))
        #expect(board.switchboard.conversationCount == 1)
    }

    @Test("a client that does not acknowledge is closed, and others are not held up")
    func slow() {
        let slow = board.join()
        let quick = board.join()
        for number in 0..<EventLog.window * 3 {
            board.ask(quick, "mute", [("kind", .string("audio")), ("muted", .bool(number % 2 == 0))])
            if number % 16 == 0 { board.acknowledge(quick) }
        }
        board.acknowledge(quick)
        #expect(slow.lastSeen == EventLog.window)
        #expect(slow.closed == nil)
        // The last word waits for it, and that alone.
        board.acknowledge(slow)
        #expect(slow.lastSeen == EventLog.window + 1)
        for number in 0..<EventLog.window * 2 {
            board.ask(quick, "mute", [("kind", .string("audio")), ("muted", .bool(number % 2 == 1))])
            if number % 16 == 0 { board.acknowledge(quick) }
        }
        board.acknowledge(quick)
        board.pass(.seconds(31))
        #expect(slow.closed?.code == 1008)
        #expect(quick.closed == nil)
    }
}

extension Board {
    /// A client that has said hello, with the welcome left in its inbox.
    fileprivate func greetAndKeep() -> Client {
        let client = connect(from: "127.0.0.1")
        request(client, "hello", [("version", .number(1))])
        return client
    }
}
