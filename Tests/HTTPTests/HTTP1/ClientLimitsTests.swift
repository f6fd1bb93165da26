import Bytes
import Testing
import Timing

@testable import HTTP

/// Clients that send too much, or too slowly.
@Suite struct ClientLimitsTests {
    private let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    private func fill(_ count: Int) -> String { String(repeating: "x", count: count) }

    /// What a connection with small limits makes of a text, whole and byte by byte.
    private func verdicts(_ text: String) -> [[String]] {
        var limits = Limits()
        limits.requestLine = 40
        limits.headerBytes = 100
        limits.headerCount = 5
        let whole = Talk(limits: limits)
        whole.say(text)
        let dripped = Talk(limits: limits)
        for byte in text.utf8 { dripped.say([byte]) }
        return [whole, dripped].map { $0.happened() + [String($0.heard().prefix(12))] }
    }

    // MARK: Sizes

    @Test(
        "a request line may be as long as the limit and no longer, complete or not",
        arguments: [(26, true, true), (27, false, true), (27, false, false), (5000, false, false)])
    func boundsRequestLine(filling: Int, isTaken: Bool, isComplete: Bool) {
        // `GET /` and ` HTTP/1.1` are 14 bytes.
        let text = "GET /\(fill(filling))" + (isComplete ? " HTTP/1.1\r\nHost: a\r\n\r\n" : fill(10))
        for verdict in verdicts(text) {
            #expect(
                verdict == (isTaken ? ["1 GET /\(fill(filling))", ""] : ["end tooLarge", "HTTP/1.1 414"]))
        }
    }

    @Test(
        "all field lines together may be as long as the limit and no longer, complete or not",
        arguments: [(90, true, true), (91, false, true), (92, false, false), (5000, false, false)])
    func boundsFields(filling: Int, isTaken: Bool, isComplete: Bool) {
        // `Host: a` and `A: ` are 10 bytes.
        let text = "GET / HTTP/1.1\r\nHost: a\r\nA: \(fill(filling))" + (isComplete ? "\r\n\r\n" : "")
        for verdict in verdicts(text) {
            #expect(verdict == (isTaken ? ["1 GET /", ""] : ["end tooLarge", "HTTP/1.1 431"]))
        }
    }

    @Test("so many fields and no more", arguments: [(4, true), (5, false), (50, false)])
    func boundsFieldCount(count: Int, isTaken: Bool) {
        let text = "GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "A: b\r\n", count: count) + "\r\n"
        for verdict in verdicts(text) {
            #expect(verdict == (isTaken ? ["1 GET /", ""] : ["end tooLarge", "HTTP/1.1 431"]))
        }
    }

    @Test("a flood of fields without end holds no more than the limit")
    func survivesFlood() {
        let talk = Talk()
        talk.say("GET / HTTP/1.1\r\n")
        for _ in 0..<10_000 { talk.say("A: \(fill(100))\r\n") }
        #expect(talk.happened() == ["end tooLarge"])
        #expect(talk.heard().hasPrefix("HTTP/1.1 431 "))
    }

    // MARK: Times

    @Test("a head that drips in is given its time and no more")
    func boundsHeadTime() {
        let talk = Talk()
        talk.wait(.seconds(30))
        for _ in 0..<9 {
            talk.say("G")
            talk.wait(.seconds(1))
        }
        #expect(talk.happened() == [])
        talk.wait(.seconds(1))
        #expect(talk.happened() == ["end tooSlow"])
        #expect(talk.heard().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
    }

    @Test("a head whose first line is complete is timed from its first byte")
    func timesFromFirstByte() {
        let talk = Talk()
        talk.say("GET / HT")
        talk.wait(.seconds(6))
        talk.say("TP/1.1\r\nHost: a\r\n")
        talk.wait(.seconds(5))
        #expect(talk.happened() == ["end tooSlow"])
    }

    @Test("each head has its own time, and none runs while the answer is awaited")
    func timesEachHead() {
        let talk = Talk()
        talk.say(get)
        talk.wait(.seconds(600))
        #expect(talk.happened() == ["1 GET /"])
        talk.say("GET /2")
        talk.wait(.seconds(9))
        talk.respond(Response(.ok), to: 1)
        talk.say(" HTTP/1.1\r\nHost: a\r\n\r\n")
        talk.wait(.seconds(9))
        #expect(talk.happened() == ["1 done", "2 GET /2"])
    }

    @Test("a head that is too slow is refused after the answers before it")
    func refusesSlowHeadInTurn() {
        let talk = Talk()
        talk.say(get + "GET")
        talk.wait(.seconds(11))
        #expect(talk.happened() == ["1 GET /"] && talk.heard() == "")
        talk.respond(Response(.ok), to: 1)
        #expect(talk.happened() == ["1 done", "end tooSlow"])
    }

    @Test("an idle connection ends without a word, in time after its last answer")
    func boundsIdling() {
        let fresh = Talk()
        fresh.wait(.seconds(74))
        #expect(fresh.happened() == [])
        fresh.wait(.seconds(1))
        #expect(fresh.happened() == ["end idle"] && fresh.heard() == "")

        let used = Talk { _, _ in Response(.ok) }
        used.wait(.seconds(70))
        used.say(get)
        used.wait(.seconds(74))
        #expect(used.happened() == ["1 GET /", "1 done"])
        used.wait(.seconds(1))
        #expect(used.happened() == ["end idle"])
    }

    @Test("a body must come with the least rate, judged over stretches of time")
    func boundsBodyRate() {
        let talk = Talk()
        talk.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
        for _ in 0..<60 {
            talk.wait(.seconds(1))
            talk.say(fill(300))
        }
        #expect(talk.happened().count == 2)
        for _ in 0..<20 {
            talk.wait(.seconds(1))
            talk.say(fill(250))
        }
        #expect(Array(talk.happened().suffix(2)) == ["1 given up", "end tooSlow"] && talk.refused == [408])
        #expect(talk.heard().hasPrefix("HTTP/1.1 408 "))
    }

    @Test("chunk sizes and extensions do not count as progress")
    func countsPayloadOnly() {
        let talk = Talk()
        talk.say("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in 0..<10 {
            talk.say("1;\(fill(200))\r\nx\r\n1;\(fill(200))\r\nx\r\n")
            talk.wait(.seconds(1))
        }
        #expect(talk.happened().last == "end tooSlow")
    }

    @Test("a client that takes its answer too slowly loses the connection, and what waited for it")
    func boundsSending() {
        let talk = Talk { _, _ in
            Response(.ok, body: .whole(ByteSlice([UInt8](repeating: 65, count: 1 << 20))))
        }
        talk.takes = false
        talk.say(get)
        let least = 256 * 30
        for _ in 0..<5 {
            talk.wait(.seconds(29))
            talk.settle { core in
                core.outbound.removeFirst(least)
                core.handleSent(at: talk.now)
            }
            talk.wait(.seconds(1))
        }
        #expect(talk.happened() == ["1 GET /", "1 done"])
        talk.settle { core in
            core.outbound.removeFirst(least - 1)
            core.handleSent(at: talk.now)
        }
        talk.wait(.seconds(30))
        #expect(talk.happened() == ["end tooSlow"])
        #expect(talk.core.outbound.isEmpty && talk.core.nextDeadline == nil)
    }

    @Test(
        "an answer in pieces that stalls for want of a reader is given up, not one that waits for its sender")
    func boundsStall() {
        let talk = Talk()
        talk.say(get)
        talk.respond(Response(.ok, body: .pieces(length: nil)), to: 1)
        talk.send("x", on: 1)
        talk.wait(.seconds(600))
        #expect(talk.happened() == ["1 GET /"])
        talk.takes = false
        talk.send("x", on: 1)
        talk.wait(.seconds(30))
        #expect(talk.happened() == ["1 given up", "end tooSlow"])
    }

    @Test("a last answer that nobody takes does not keep an ended connection")
    func boundsLastAnswer() {
        let talk = Talk()
        talk.takes = false
        talk.say("nonsense\r\n")
        #expect(talk.happened() == ["end malformed"] && !talk.core.outbound.isEmpty)
        talk.wait(.seconds(30))
        #expect(talk.happened() == [] && talk.core.outbound.isEmpty && talk.core.nextDeadline == nil)
    }

    @Test(
        "what the deadline is for and what it does agree: it is never due twice without something happening")
    func deadlinesMoveOn() {
        let talk = Talk()
        talk.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + fill(100_000))
        var last = Instant.zero
        while let deadline = talk.core.nextDeadline {
            #expect(deadline > last)
            last = deadline
            talk.core.handleTimeout(at: deadline)
        }
        talk.settle()
        #expect(talk.happened().last == "end tooSlow")
    }
}
