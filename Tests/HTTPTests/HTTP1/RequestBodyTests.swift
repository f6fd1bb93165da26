import Bytes
import Testing
import Timing

@testable import HTTP

@Suite struct RequestBodyTests {
    private let chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    private func sized(_ length: Int) -> String {
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n"
    }

    @Test("a body of known length ends where it says, and the next request begins there")
    func readsSized() {
        let talk = Talk()
        talk.say(sized(5) + "hel")
        talk.say("loGET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(talk.happened() == ["1 POST / +body", "1 body hello", "1 body ends", "2 GET /"])
    }

    @Test(
        "chunks are put together",
        arguments: [
            ("5\r\nhello\r\n0\r\n\r\n", "hello"), ("2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", "hello"),
            ("0\r\n\r\n", ""), ("00\r\n\r\n", ""), ("00A\r\n0123456789\r\n0\r\n\r\n", "0123456789"),
            ("5;a=b\r\nhello\r\n0 ;x=\"y\"\r\n\r\n", "hello"),
            ("1\t;\r\nx\r\n0\r\nTrailer: t\r\nB:\r\n\r\n", "x"),
            ("a\r\n0123456789\r\n0\r\n\r\n", "0123456789"),
        ])
    func readsChunks(text: String, body: String) {
        let talk = Talk()
        talk.say(chunked + text + "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        let pieces = body.isEmpty ? [] : ["1 body \(body)"]
        #expect(talk.happened() == ["1 POST / +body"] + pieces + ["1 body ends", "2 GET /"])
    }

    @Test(
        "broken chunks are refused, and the request with them",
        arguments: [
            ("x\r\n", 400), ("\r\n", 400), ("-1\r\n", 400), ("0x5\r\nhello\r\n", 400),
            ("5 \r\nhello\r\n", 400),
            ("5\nhello\r\n", 400), ("5\r\nhello\n", 400), ("5\r\nhelloo", 400), ("5\r\nhello\rx", 400),
            ("1000000000000000\r\n", 400), ("ffffffffffffffffff\r\n", 400), ("5 x\r\nhello\r\n", 400),
            ("5;\u{0}\r\nhello\r\n", 400), ("0\r\nNo trailer\r\n\r\n", 400), ("0\r\n x: y\r\n\r\n", 400),
            ("0\r\nA: b\n\r\n", 400), ("0\r\nA: \u{1}\r\n\r\n", 400),
            ("5;" + String(repeating: "x", count: 300) + "\r\nhello\r\n", 400),
            ("0\r\nA: " + String(repeating: "x", count: 17_000) + "\r\n\r\n", 431),
            ("0\r\n" + String(repeating: "A: b\r\n", count: 101) + "\r\n", 431),
            (String(repeating: "1;" + String(repeating: "x", count: 200) + "\r\ny\r\n", count: 100), 400),
        ])
    func refusesBroken(text: String, status: Int) {
        let talk = Talk()
        talk.say(chunked + text)
        let log = talk.happened()
        #expect(log.first == "1 POST / +body")
        #expect(log.suffix(2).first == "1 given up" && log.last?.hasPrefix("end ") == true)
        #expect(talk.heard().hasPrefix("HTTP/1.1 \(status) "))
        talk.respond(Response(.ok), to: 1)
        #expect(talk.heard() == "" && talk.happened() == [])
    }

    @Test("a broken body ends an answer that has begun in the middle")
    func breaksAnswerOff() {
        let talk = Talk()
        talk.say(chunked)
        talk.respond(Response(.ok, body: .pieces(length: nil)), to: 1)
        talk.say("nonsense\r\n")
        #expect(talk.heard() == head("200 OK", "transfer-encoding: chunked"))
        #expect(talk.happened() == ["1 POST / +body", "1 given up", "end malformed"])
    }

    @Test("a broken body behind an earlier request is answered in its turn")
    func refusesInTurn() {
        let talk = Talk()
        talk.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n" + chunked + "nonsense\r\n")
        #expect(talk.happened() == ["1 GET /", "2 POST / +body", "2 given up"])
        talk.respond(Response(.ok), to: 1)
        #expect(talk.happened() == ["1 done", "end malformed"])
        #expect(talk.heard().hasPrefix(head("200 OK", "content-length: 0") + "HTTP/1.1 400 "))
    }

    @Test("a service that does not give bytes back stops the body at the window, and the peer a little later")
    func holdsBodyBack() {
        var limits = Limits()
        limits.bodyWindow = 10
        let talk = Talk(limits: limits)
        talk.consumes = false
        talk.say(sized(10_000) + String(repeating: "x", count: 15))
        #expect(talk.happened() == ["1 POST / +body", "1 body xxxxxxxxxx"] && talk.core.wantsInput)
        talk.say(String(repeating: "y", count: 4995))
        #expect(talk.happened() == [] && !talk.core.wantsInput)
        talk.wait(.seconds(100))
        #expect(talk.happened() == [], "waiting for the service is not the client's fault")
        talk.settle { $0.bodyConsumed(4, on: StreamID(1), at: talk.now) }
        #expect(talk.happened() == ["1 body xxxx"])
        talk.settle { $0.bodyConsumed(99, on: StreamID(2), at: talk.now) }
        #expect(talk.happened() == [])
        talk.consumes = true
        talk.settle { $0.bodyConsumed(10, on: StreamID(1), at: talk.now) }
        #expect(talk.happened() == ["1 body x" + String(repeating: "y", count: 4995)])
        #expect(talk.core.wantsInput)
    }

    @Test("many small chunks of one read are one piece")
    func gathersPieces() {
        var pieces = 0
        let core = HTTP1Connection(from: Talk.peer, date: DateField(WallClock(seconds: 0)), at: .zero)
        core.handle(Array((chunked + String(repeating: "1\r\nx\r\n", count: 1000)).utf8).bytes, at: .zero)
        while let event = core.pollEvent() {
            if case .body(_, let piece) = event {
                pieces += 1
                #expect(piece.count == 1000)
            }
        }
        #expect(pieces == 1)
    }

    // MARK: Bodies nobody wants

    @Test("a small rest of a body is dropped after the answer, and the connection lives on")
    func dropsRest() {
        for start in [sized(1000), chunked + "3e8\r\n"] {
            let talk = Talk()
            talk.say(start + String(repeating: "x", count: 400))
            talk.respond(Response(.forbidden), to: 1)
            let chunkEnd = start.hasSuffix("3e8\r\n") ? "\r\n0\r\n\r\n" : ""
            talk.say(String(repeating: "x", count: 600) + chunkEnd + "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            let log = talk.happened().filter { !$0.contains(" body x") }
            #expect(log == ["1 POST / +body", "1 done", "2 GET /"])
            #expect(talk.heard() == head("403 Forbidden", "content-length: 0"))
        }
    }

    @Test("a large rest of a body is not waited for")
    func refusesLargeRest() {
        let talk = Talk()
        talk.say(sized(1_000_000) + "x")
        talk.respond(Response(.forbidden), to: 1)
        #expect(talk.heard() == head("403 Forbidden", "connection: close", "content-length: 0"))
        #expect(talk.happened().suffix(2) == ["1 done", "end finished"])
    }

    @Test("a rest in chunks is dropped up to the limit, and broken ones end the connection without a word")
    func boundsDropping() {
        var limits = Limits()
        limits.droppedBody = 100
        let endless = Talk(limits: limits)
        endless.say(chunked)
        endless.respond(Response(.forbidden), to: 1)
        endless.say("64\r\n" + String(repeating: "x", count: 100) + "\r\n")
        #expect(endless.happened() == ["1 POST / +body", "1 done"])
        endless.say("1\r\nx")
        #expect(endless.happened() == ["end tooLarge"])

        let broken = Talk()
        broken.say(chunked)
        broken.respond(Response(.forbidden), to: 1)
        _ = broken.heard()
        broken.say("nonsense\r\n")
        #expect(broken.happened() == ["1 POST / +body", "1 done", "end malformed"] && broken.heard() == "")
    }

    @Test("an answer that lasts longer than the request's body ends as it said")
    func answersWhileReading() {
        let talk = Talk()
        talk.say(sized(100_000))
        talk.respond(Response(.ok, body: .pieces(length: nil)), to: 1)
        #expect(talk.heard() == head("200 OK", "connection: close", "transfer-encoding: chunked"))
        talk.say(String(repeating: "x", count: 100_000))
        #expect(talk.happened().last == "1 body ends")
        talk.finish(1)
        #expect(talk.happened() == ["1 done", "end finished"])
    }

    // MARK: Expect

    private let expecting = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n"

    @Test("100 is said when the body is wanted, once")
    func saysContinue() {
        let talk = Talk()
        talk.say(expecting)
        #expect(talk.heard() == "")
        talk.settle { $0.acceptBody(of: StreamID(1), at: .zero) }
        talk.settle { $0.acceptBody(of: StreamID(1), at: .zero) }
        #expect(talk.heard() == "HTTP/1.1 100 Continue\r\n\r\n")
        talk.say("ab")
        talk.respond(Response(.ok), to: 1)
        #expect(talk.heard() == head("200 OK", "content-length: 0"))
        #expect(talk.happened() == ["1 POST / +body", "1 body ab", "1 body ends", "1 done"])
    }

    @Test("100 is not said to whom did not ask, sent the body already, speaks 1.0, or has the answer")
    func keepsSilent() {
        let plain = expecting.replacing("Expect: 100-Continue\r\n", with: "")
        for text in [plain, expecting + "a", plain.replacing("HTTP/1.1", with: "HTTP/1.0")] {
            let talk = Talk()
            talk.say(text)
            talk.settle { $0.acceptBody(of: StreamID(1), at: .zero) }
            #expect(talk.heard() == "")
        }
        let talk = Talk()
        talk.say(expecting)
        talk.respond(Response(.ok, body: .pieces(length: nil)), to: 1)
        _ = talk.heard()
        talk.settle { $0.acceptBody(of: StreamID(1), at: .zero) }
        #expect(talk.heard() == "")
    }

    @Test("100 waits for the answers before it")
    func saysContinueInTurn() {
        let talk = Talk()
        talk.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n" + expecting)
        talk.settle { $0.acceptBody(of: StreamID(2), at: .zero) }
        #expect(talk.heard() == "")
        talk.respond(Response(.ok), to: 1)
        #expect(talk.heard() == head("200 OK", "content-length: 0") + "HTTP/1.1 100 Continue\r\n\r\n")
    }

    @Test("a client that waits and gets its answer at once may or may not send the body: the connection ends")
    func endsUncertainty() {
        let talk = Talk()
        talk.say(expecting)
        talk.respond(Response(.forbidden), to: 1)
        #expect(talk.heard() == head("403 Forbidden", "connection: close", "content-length: 0"))
        #expect(talk.happened().last == "end finished")
    }

    @Test("the time that the service takes to want the body is not the client's")
    func waitsForService() {
        let talk = Talk()
        talk.say(expecting)
        talk.wait(.seconds(60))
        #expect(talk.happened() == ["1 POST / +body"])
        talk.settle { $0.acceptBody(of: StreamID(1), at: talk.now) }
        talk.wait(.seconds(11))
        #expect(talk.happened() == ["1 given up", "end tooSlow"])
    }
}
