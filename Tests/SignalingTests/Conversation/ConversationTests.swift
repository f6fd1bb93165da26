import HTTP
import Testing
import Timing

@testable import Signaling

/// One client: from its first message to its last.
struct ConversationTests {
    @Test("hello is welcomed, and asked for first")
    func hello() {
        let board = Board()
        let client = board.connect()
        #expect(board.ask(client, "ping").number("status") == 403)
        let welcome = board.ask(client, "hello", [("version", .number(1))])
        #expect(welcome["resumed"] == .bool(false))
        #expect(board.ask(client, "ping").text("type") == "pong")
        #expect(board.ask(client, "hello", [("version", .number(1))]).number("status") == 409)
    }

    @Test("both sides say what they can, and words of later versions are ignored")
    func capabilities() {
        let board = Board()
        for words in [[], ["offers"], ["flight", "layers"], Array(repeating: "x", count: 32)] {
            let client = board.connect()
            let field = ("capabilities", JSONValue.array(words.map { .string($0) }))
            let welcome = board.ask(client, "hello", [("version", .number(1)), field])
            #expect(welcome["capabilities"] == .array([.string("offers"), .string("layers")]))
        }
        let client = board.connect()
        let many = JSONValue.array(Array(repeating: .string("x"), count: 33))
        for (value, field) in [
            (many, "capabilities"), (.string("offers"), "capabilities"),
            (.array([.number(1)]), "capabilities[]"), (.array([.string("")]), "capabilities[]"),
        ] {
            let refused = board.ask(client, "hello", [("version", .number(1)), ("capabilities", value)])
            #expect(refused.number("status") == 400 && refused.text("field") == field)
        }
    }

    @Test("a version that is none of ours, and bytes, are told and the socket stays")
    func mistakes() {
        let board = Board()
        let client = board.connect()
        #expect(board.ask(client, "hello", [("version", .number(2))]).text("field") == "version")
        board.say(client, nil)
        board.say(client, "{")
        #expect(client.take("error").count == 2)
        #expect(board.ask(client, "hello", [("version", .number(1))]).text("type") == "welcome")
        board.say(client, nil)
        #expect(client.take("error").count == 1)
    }

    @Test("who says nothing for ten seconds is closed")
    func silence() {
        let board = Board()
        let client = board.connect()
        board.pass(.seconds(9))
        #expect(client.closed == nil)
        board.pass(.seconds(2))
        #expect(client.closed?.code == 4000)
        let other = board.greet()
        board.pass(.seconds(60))
        #expect(other.closed == nil)
    }

    @Test("requests have ascending numbers")
    func numbers() {
        let board = Board()
        let client = board.greet()
        board.ask(client, "ping")
        for number in [2, 1, 0, -1] {
            board.say(client, "{\"type\":\"ping\",\"id\":\(number)}")
            #expect(client.take("error").first?.text("field") == "id")
        }
        board.say(client, "{\"type\":\"ping\",\"id\":1000}")
        #expect(client.take("pong").first?.number("re") == 1000)
        board.say(client, "{\"type\":\"ack\",\"seq\":1000}")
        #expect(client.take("error").first?.text("field") == "seq")
    }

    @Test("answers come in order, though the plane is slow")
    func order() {
        let board = Board()
        let client = board.greet(token: Board.publishKey)
        board.isPlaneSlow = true
        for stream in ["a", "b"] {
            board.request(client, "publish", [("sdp", .string("v=0")), ("stream", .string(stream))])
        }
        board.request(client, "ping")
        #expect(client.inbox.isEmpty || client.take("welcome").count == 1)
        board.answerPlane(1)
        #expect(client.inbox.isEmpty)
        board.answerPlane()
        #expect(client.inbox.map { $0.text("stream") ?? $0.text("type") } == ["a", "b", "pong"])
    }

    @Test("who asks more than it waits for is closed")
    func flood() {
        let board = Board()
        let client = board.greet(token: Board.publishKey)
        board.isPlaneSlow = true
        board.request(client, "publish", [("sdp", .string("v=0")), ("stream", .string("a"))])
        for _ in 0..<AnswerQueue.capacity where client.closed == nil { board.request(client, "ping") }
        #expect(client.closed?.code == 1008)
        #expect(board.switchboard.conversationCount == 0)
        // The session that was asked for comes, and nobody wants it.
        board.isPlaneSlow = false
        while !board.questions.isEmpty { board.answerPlane() }
        #expect(board.media.isEmpty)
    }

    @Test("too many messages are refused, and on loopback there is no such thing")
    func rate() {
        let board = Board()
        let far = board.greet(from: "203.0.113.9")
        let answers = (0..<120).map { _ in board.ask(far, "ping").text("type") }
        #expect(answers.prefix(90).allSatisfy { $0 == "pong" })
        #expect(answers.last == "error")
        board.pass(.seconds(1))
        board.acknowledge(far)
        board.pass(.seconds(4))
        #expect(board.ask(far, "ping").text("type") == "pong")
        let near = board.greet()
        #expect((0..<100).allSatisfy { _ in board.ask(near, "ping").text("type") == "pong" })
    }

    @Test("media sessions are opened, mended, asked about and closed")
    func media() {
        let board = Board()
        let client = board.greet(token: Board.publishKey)
        let answer = board.ask(client, "publish", [("sdp", .string("v=0")), ("stream", .string("a"))])
        #expect(answer.text("type") == "answer" && answer.text("sdp") == "v=0\r\n")
        let media = ("media", JSONValue.string(answer.text("media") ?? ""))
        #expect(
            board.ask(client, "candidate", [media, ("fragment", .string("a=candidate:1"))]).text("type")
                == "done")
        #expect(
            board.ask(client, "ice-restart", [media, ("fragment", .string("new"))]).text("fragment")
                == "a=ice-ufrag:x\r\n")
        #expect(board.ask(client, "stats", [media])["facts"]?.number("packets_sent") == 7)
        #expect(board.ask(client, "unsubscribe", [media]).text("field") == "media")
        #expect(board.ask(client, "unpublish", [media]).text("type") == "done")
        #expect(board.media.isEmpty)
        #expect(board.ask(client, "unpublish", [media]).number("status") == 404)
        #expect(board.ask(client, "stats", [media]).number("status") == 404)
    }

    @Test("what the plane refuses is told with the field to blame")
    func refusals() {
        let board = Board()
        let client = board.greet(token: Board.publishKey)
        let fields: [(String, JSONValue)] = [("sdp", .string("v=0")), ("stream", .string("a"))]
        board.refusal = .streamHasPublisher
        #expect(board.ask(client, "publish", fields).text("field") == "stream")
        board.refusal = .malformed(reason: "line 1")
        #expect(board.ask(client, "publish", fields).text("field") == "sdp")
        board.refusal = nil
        let stranger = board.greet()
        #expect(board.ask(stranger, "publish", fields).number("status") == 401)
        #expect(board.ask(stranger, "subscribe", fields).text("type") == "answer")
    }

    @Test("a client has so many media sessions and no more")
    func mediaLimit() {
        let board = Board()
        let client = board.greet()
        let fields: [(String, JSONValue)] = [("sdp", .string("v=0")), ("stream", .string("a"))]
        for _ in 0..<Conversation.mediaLimit {
            #expect(board.ask(client, "subscribe", fields).text("type") == "answer")
        }
        #expect(board.ask(client, "subscribe", fields).number("status") == 429)
        board.cut(client, code: 1001)
        #expect(board.media.isEmpty)
    }
}
