import Bytes
import Testing
import Timing

@testable import HTTP

@Suite struct HTTP1ConnectionTests {
    private let get = "GET /a?b=c HTTP/1.1\r\nHost: live.example:8080\r\n\r\n"

    /// Answers with the target as text.
    private func echo(_ request: Request, _ stream: StreamID) -> Response? {
        Response(text: request.target)
    }

    private func echoed(_ target: String, _ fields: String...) -> String {
        let all =
            ["content-type: text/plain; charset=utf-8"] + fields + ["content-length: \(target.utf8.count)"]
        let lines = ["HTTP/1.1 200 OK", "date: Sun, 06 Nov 1994 08:49:37 GMT", "server: starling"] + all
        return lines.joined(separator: "\r\n") + "\r\n\r\n" + target
    }

    @Test("a request is taken apart and its answer put together")
    func answersRequest() {
        let talk = Talk(answer: echo)
        talk.say("GET /a?b=c HTTP/1.1\r\nHost: live.example:8080\r\nX-Empty:\r\nX-Wide:  \t a b \t\r\n\r\n")
        #expect(talk.happened() == ["1 GET /a?b=c", "1 done"])
        #expect(talk.heard() == echoed("/a?b=c"))
        let request = talk.requests[0]
        #expect(request.authority == "live.example:8080" && request.version == .http11)
        #expect(request.path == "/a" && request.query == "b=c")
        #expect(request.fields["x-empty"] == "" && request.fields["x-wide"] == "a b")
        #expect(request.fields.count == 3 && request.peer == Talk.peer)
        #expect(talk.core.openStreams == 0 && talk.core.wantsInput)
    }

    @Test("an empty line before a request is passed over, a second one is not")
    func skipsEmptyLine() {
        let talk = Talk(answer: echo)
        talk.say("\r\n" + get + "\r\n" + get)
        #expect(talk.happened() == ["1 GET /a?b=c", "2 GET /a?b=c", "1 done", "2 done"])
        talk.say("\r\n\r\n")
        #expect(talk.happened() == ["end malformed"])
    }

    @Test("requests in one read are answered in order, although the answers come in another")
    func pipelines() {
        let talk = Talk()
        talk.say(
            "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nHEAD /2 HTTP/1.1\r\nHost: a\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\n\r\n"
        )
        #expect(talk.happened() == ["1 GET /1", "2 HEAD /2", "3 GET /3"])
        talk.respond(Response(.ok, body: .pieces(length: nil)), to: 3)
        #expect(talk.send("three", on: 3) == 5)
        talk.respond(Response(text: "/2"), to: 2)
        #expect(talk.heard() == "" && talk.happened() == [])
        talk.respond(Response(text: "/1"), to: 1)
        #expect(talk.happened() == ["1 done", "2 done"])
        talk.send("!", on: 3)
        talk.finish(3)
        #expect(talk.happened() == ["3 done"])
        let two = echoed("/2").dropLast(2)
        let three = head("200 OK", "transfer-encoding: chunked") + "5\r\nthree\r\n1\r\n!\r\n0\r\n\r\n"
        #expect(talk.heard() == echoed("/1") + two + three)
    }

    @Test("a second answer, and one to a request that is over, are dropped")
    func answersOnce() {
        let talk = Talk()
        talk.say(get + get)
        talk.respond(Response(text: "x"), to: 2)
        talk.respond(Response(text: "y"), to: 2)
        talk.respond(Response(text: "x"), to: 1)
        talk.respond(Response(text: "z"), to: 1)
        talk.respond(Response(text: "z"), to: 7)
        talk.send("z", on: 1)
        talk.finish(1)
        #expect(talk.heard() == echoed("x") + echoed("x"))
        #expect(talk.happened() == ["1 GET /a?b=c", "2 GET /a?b=c", "1 done", "2 done"])
    }

    @Test("only so many requests are read ahead; the others wait, and then the peer does")
    func boundsPipelining() {
        var limits = Limits()
        limits.pipelined = 2
        let talk = Talk(limits: limits)
        talk.say(get + get + get + get)
        #expect(talk.happened() == ["1 GET /a?b=c", "2 GET /a?b=c"])
        #expect(talk.core.wantsInput)
        talk.say(String(repeating: get, count: 100))
        #expect(!talk.core.wantsInput)
        talk.respond(Response(text: "x"), to: 1)
        #expect(talk.happened() == ["1 done", "3 GET /a?b=c"])
        talk.answer = echo
        talk.respond(Response(text: "x"), to: 2)
        talk.respond(Response(text: "x"), to: 3)
        #expect(talk.requests.count == 104 && talk.core.openStreams == 0 && talk.core.wantsInput)
    }

    // MARK: The connection's end

    @Test(
        "the connection goes on or ends as version and Connection say",
        arguments: [
            ("HTTP/1.1", "", nil), ("HTTP/1.1", "Connection: close\r\n", "connection: close"),
            ("HTTP/1.1", "Connection: x , Close\r\n", "connection: close"),
            ("HTTP/1.0", "", "connection: close"),
            ("HTTP/1.0", "Connection: Keep-Alive\r\n", "connection: keep-alive"),
            ("HTTP/1.0", "Connection: keep-alive, close\r\n", "connection: close"),
        ] as [(String, String, String?)])
    func keepsAlive(version: String, fields: String, expected: String?) {
        let talk = Talk(answer: echo)
        talk.say("GET / \(version)\r\nHost: a\r\n\(fields)\r\n")
        let option = expected.map { [$0] } ?? []
        let all = ["content-type: text/plain; charset=utf-8"] + option + ["content-length: 1"]
        let lines = ["HTTP/1.1 200 OK", "date: Sun, 06 Nov 1994 08:49:37 GMT", "server: starling"] + all
        #expect(talk.heard() == lines.joined(separator: "\r\n") + "\r\n\r\n/")
        let ends = expected == "connection: close"
        #expect(talk.happened() == ["1 GET /", "1 done"] + (ends ? ["end finished"] : []))
        #expect(talk.core.wantsInput == !ends)
    }

    @Test("nothing is read behind a request that closes")
    func stopsReading() {
        let talk = Talk()
        talk.say("GET /1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + get)
        talk.say(get)
        #expect(talk.happened() == ["1 GET /1"])
        talk.respond(Response(.noContent), to: 1)
        #expect(talk.happened() == ["1 done", "end finished"])
        #expect(talk.heard() == head("204 No Content", "connection: close"))
    }

    @Test("when the peer leaves, open requests are given up, each once")
    func givesUp() {
        let talk = Talk()
        talk.say(get + get + "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab")
        talk.respond(Response(.ok, body: .pieces(length: nil)), to: 1)
        _ = talk.happened()
        talk.hangUp()
        #expect(talk.happened() == ["1 given up", "2 given up", "3 given up", "end finished"])
        talk.hangUp()
        talk.respond(Response(.ok), to: 2)
        talk.settle { $0.abort(StreamID(1), at: .zero) }
        talk.say(get)
        #expect(talk.happened() == [] && !talk.core.wantsInput && talk.core.nextDeadline == nil)
    }

    @Test("an idle connection that is drained ends at once, a busy one with its last answer")
    func drains() {
        let idle = Talk()
        idle.settle { $0.drain(at: .zero) }
        #expect(idle.happened() == ["end draining"])

        let busy = Talk()
        busy.say(get + get)
        busy.settle { $0.drain(at: .zero) }
        busy.say(get)
        busy.respond(Response(.ok), to: 1)
        busy.respond(Response(.ok), to: 2)
        #expect(
            busy.happened() == ["1 GET /a?b=c", "2 GET /a?b=c", "1 done", "2 done", "end draining"])
        #expect(
            busy.heard() == head("200 OK", "content-length: 0")
                + head("200 OK", "connection: close", "content-length: 0"))
    }

    @Test("an aborted answer ends the connection in the middle, after those before it")
    func aborts() {
        let talk = Talk()
        talk.say(get + get + get)
        _ = talk.happened()
        talk.respond(Response(.ok, body: .pieces(length: nil)), to: 2)
        talk.send("begin", on: 2)
        talk.settle { $0.abort(StreamID(2), at: .zero) }
        #expect(talk.happened() == [] && talk.heard() == "")
        talk.respond(Response(.ok), to: 1)
        #expect(talk.happened() == ["1 done", "2 given up", "3 given up", "end aborted"])
        #expect(
            talk.heard() == head("200 OK", "content-length: 0")
                + head("200 OK", "transfer-encoding: chunked") + "5\r\nbegin\r\n")
    }

    @Test("a request aborted before its turn leaves the earlier ones alone")
    func abortsUnanswered() {
        let talk = Talk()
        talk.say(get + get)
        talk.settle { $0.abort(StreamID(2), at: .zero) }
        talk.respond(Response(.ok), to: 2)
        talk.respond(Response(.ok), to: 1)
        #expect(
            talk.happened() == ["1 GET /a?b=c", "2 GET /a?b=c", "1 done", "2 given up", "end aborted"])
    }

    @Test("an answer without a body is complete with its head, whatever else was done to it before its turn")
    func completesHeadInTurn() {
        let talk = Talk()
        talk.say(get + "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + get)
        talk.respond(Response(.ok, body: .pieces(length: nil)), to: 2)
        talk.send("dropped", on: 2)
        talk.settle { $0.abort(StreamID(2), at: .zero) }
        talk.respond(Response(.ok), to: 3)
        talk.respond(Response(.ok), to: 1)
        #expect(talk.happened().suffix(3) == ["1 done", "2 done", "3 done"])
        let empty = head("200 OK", "content-length: 0")
        #expect(talk.heard() == empty + head("200 OK") + empty)
    }

    // MARK: Switching

    private let upgrade = """
        GET /ws HTTP/1.1
        Host: a
        Connection: keep-alive, Upgrade
        Upgrade: websocket


        """.crlf

    @Test("101 hands the connection over, with the bytes that came early")
    func switches() {
        let talk = Talk()
        talk.say(get + upgrade + "frame one")
        talk.say(" and two")
        #expect(talk.happened() == ["1 GET /a?b=c", "2 GET /ws"])
        talk.respond(Response(.switchingProtocols, fields: ["sec-websocket-accept": "x"]), to: 2)
        #expect(talk.heard() == "")
        talk.respond(Response(.ok), to: 1)
        #expect(talk.happened() == ["1 done", "2 switched, rest frame one and two"])
        #expect(
            talk.heard() == head("200 OK", "content-length: 0")
                + head(
                    "101 Switching Protocols", "sec-websocket-accept: x", "connection: upgrade",
                    "upgrade: websocket"))
        talk.hangUp()
        #expect(talk.happened() == [] && talk.core.nextDeadline == nil)
    }

    @Test("an upgrade that is refused leaves the connection as it was")
    func refusesSwitch() {
        let talk = Talk(answer: echo)
        talk.say(upgrade + get)
        #expect(talk.happened() == ["1 GET /ws", "1 done", "2 GET /a?b=c", "2 done"])
    }

    @Test("101 to a request that did not ask for it ends the connection")
    func refusesWrongSwitch() {
        let talk = Talk()
        talk.say(get)
        talk.respond(Response(.switchingProtocols), to: 1)
        #expect(talk.happened() == ["1 GET /a?b=c", "1 given up", "end aborted"])
        #expect(talk.heard() == "")
    }
}
