import Bytes
import Testing
import Timing

@testable import HTTP

@Suite struct ResponseBodyTests {
    /// What a client of a version hears for a response to a method, and how the log ends.
    private func exchange(
        _ response: Response, method: String = "GET", version: String = "HTTP/1.1", pieces: [String] = [],
        finishing: Bool = true
    ) -> (text: String, log: [String]) {
        let talk = Talk()
        talk.say("\(method) / \(version)\r\nHost: a\r\nConnection: keep-alive\r\n\r\n")
        talk.respond(response, to: 1)
        for piece in pieces { talk.send(piece, on: 1) }
        if finishing { talk.finish(1) }
        return (talk.heard(), Array(talk.happened().dropFirst()))
    }

    @Test("no body says so, where the status allows one")
    func sendsNone() {
        #expect(exchange(Response(.created)).text == head("201 Created", "content-length: 0"))
        #expect(exchange(Response(.noContent)).text == head("204 No Content"))
        #expect(
            exchange(Response(.notModified, body: .whole(ByteSlice([1])))).text == head("304 Not Modified"))
        #expect(exchange(Response(.created), method: "HEAD").text == head("201 Created"))
    }

    @Test("HEAD is told the length and sent nothing")
    func answersHead() {
        let whole = Response(.ok, body: .whole(ByteSlice([UInt8](repeating: 65, count: 70_000))))
        #expect(exchange(whole, method: "HEAD").text == head("200 OK", "content-length: 70000"))
        let known = Response(.ok, body: .pieces(length: 9))
        #expect(exchange(known, method: "HEAD", pieces: ["x"]).text == head("200 OK", "content-length: 9"))
        let unknown = Response(.ok, body: .pieces(length: nil))
        let heard = exchange(unknown, method: "HEAD", pieces: ["x"])
        #expect(heard.text == head("200 OK") && heard.log == ["1 done"])
    }

    @Test("a large body is sent whole")
    func sendsLarge() {
        let whole = Response(.ok, body: .whole(ByteSlice([UInt8](repeating: 65, count: 70_000))))
        #expect(
            exchange(whole).text == head("200 OK", "content-length: 70000")
                + String(repeating: "A", count: 70_000))
    }

    @Test("pieces of unknown length are chunks in 1.1, and until the connection's end in 1.0")
    func sendsPieces() {
        let response = Response(.ok, body: .pieces(length: nil))
        let piece = String(repeating: "x", count: 4097)
        let new = exchange(response, pieces: ["ab", "", piece])
        #expect(
            new.text == head("200 OK", "transfer-encoding: chunked")
                + "2\r\nab\r\n1001\r\n\(piece)\r\n0\r\n\r\n")
        #expect(new.log == ["1 done"])
        let old = exchange(response, version: "HTTP/1.0", pieces: ["ab", "", "c"])
        #expect(old.text == head("200 OK", "connection: close") + "abc")
        #expect(old.log == ["1 done", "end finished"])
    }

    @Test("pieces of a known length are sent as they are")
    func sendsKnownLength() {
        let response = Response(.ok, body: .pieces(length: 4))
        let exact = exchange(response, pieces: ["ab", "cd"])
        #expect(exact.text == head("200 OK", "content-length: 4") + "abcd" && exact.log == ["1 done"])
        let long = exchange(response, pieces: ["ab", "cde", "f"])
        #expect(long.text == head("200 OK", "content-length: 4") + "abcd" && long.log == ["1 done"])
    }

    @Test("a body shorter than was told breaks the connection off")
    func noticesShortBody() {
        let short = exchange(Response(.ok, body: .pieces(length: 4)), pieces: ["abc"])
        #expect(short.text == head("200 OK", "content-length: 4") + "abc")
        #expect(short.log == ["1 given up", "end aborted"])
    }

    @Test("pipelined requests behind a body until the connection's end are given up")
    func endsPipelineOfOldClient() {
        let talk = Talk()
        let get = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
        talk.say(get + get)
        talk.respond(Response(.ok, body: .pieces(length: nil)), to: 1)
        talk.send("all", on: 1)
        talk.finish(1)
        #expect(talk.heard() == head("200 OK", "connection: close") + "all")
        #expect(talk.happened() == ["1 GET /", "2 GET /", "1 done", "2 given up", "end finished"])
    }

    @Test("a sender that went over the low mark is told once when what waits falls below it")
    func tellsWritable() {
        var limits = Limits()
        limits.outboundLowMark = 1000
        let talk = Talk(limits: limits)
        talk.takes = false
        talk.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        talk.respond(Response(.ok, body: .pieces(length: nil)), to: 1)
        let few = talk.send("x", on: 1)
        #expect(few > 0 && few < 1000)
        #expect(talk.send(String(repeating: "x", count: 5000), on: 1) > 5000)
        _ = talk.happened()
        talk.settle { core in
            core.outbound.removeFirst(core.outbound.count - 1000)
            core.handleSent(at: .zero)
        }
        #expect(talk.happened() == [])
        talk.takes = true
        talk.settle()
        #expect(talk.happened() == ["1 writable"])
        talk.send("x", on: 1)
        #expect(talk.happened() == [])
    }

    @Test("a sender whose turn has not come is told when its own bytes have left")
    func tellsWritableLater() {
        var limits = Limits()
        limits.outboundLowMark = 10
        let talk = Talk(limits: limits)
        talk.say("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
        talk.respond(Response(.ok, body: .pieces(length: nil)), to: 2)
        #expect(talk.send("0123456789", on: 2) == 10)
        _ = talk.happened()
        talk.respond(Response(.ok), to: 1)
        #expect(talk.happened() == ["1 done", "2 writable"])
    }

    @Test("while too much waits to be sent, no further request is read")
    func stopsReadingWhenFull() {
        var limits = Limits()
        limits.outboundHighMark = 3000
        let talk = Talk(limits: limits) { _, _ in Response(text: String(repeating: "x", count: 1000)) }
        talk.takes = false
        for _ in 0..<200 { talk.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }
        #expect(talk.requests.count < 6 && !talk.core.wantsInput)
        talk.takes = true
        talk.settle()
        #expect(talk.requests.count == 200 && talk.core.wantsInput)
    }
}
