import Bytes
import Simulation
import Testing
import Timing

@testable import HTTP

/// The network may cut what a client sends wherever it likes, and a hostile client may send anything.
@Suite struct CutRequestTests {
    /// A client's side of a connection with a bit of everything.
    static let session = """
        GET /hls/lobby/index.m3u8?_HLS_msn=7 HTTP/1.1
        Host: live.example:8080
        Connection: keep-alive
        User-Agent: Mozilla/5.0 (X11; Linux x86_64)
        Accept:\t*/*\t
        X-Empty:


        """.crlf
        + "POST /whip/lobby HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\nContent-Type: application/sdp\r\n\r\n"
        + "v=0\r\no=- 1\n" + "\r\nHEAD http://b:80/x?y HTTP/1.1\r\nhost: a\r\n\r\n"
        + "PATCH /w HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "5;ext=\"1\"\r\nhello\r\n10\r\n0123456789abcdef\r\n0\r\nTrailer: gone\r\n\r\n"
        + "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"
        + "DELETE /w HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok"
        + "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /never HTTP/1.1\r\n\r\n"

    /// What comes of a session that is sent in pieces.
    private func outcome(_ pieces: [[UInt8]]) -> (log: [String], text: String, requests: [String]) {
        var limits = Limits()
        limits.pipelined = 100
        let talk = Talk(limits: limits)
        for piece in pieces { talk.say(piece) }
        let log = talk.happened()
        let requests = talk.requests.map { request in
            "\(request.target) \(request.authority) "
                + String(decoding: Array(request.fields.textBytes), as: UTF8.self)
        }
        for stream in 1...Int32(max(talk.requests.count, 1)) {
            talk.respond(Response(text: "\(stream)"), to: stream)
        }
        return (log + talk.happened(), talk.heard(), requests)
    }

    @Test("the session is what it is meant to be")
    func readsSession() {
        let (log, _, requests) = outcome([Array(Self.session.utf8)])
        #expect(
            log == [
                "1 GET /hls/lobby/index.m3u8?_HLS_msn=7", "2 POST /whip/lobby +body", "2 body v=0\r\no=- 1\n",
                "2 body ends", "3 HEAD /x?y", "4 PATCH /w +body", "4 body hello0123456789abcdef",
                "4 body ends",
                "5 OPTIONS *", "6 DELETE /w +body", "6 body ok", "6 body ends", "7 GET /last", "1 done",
                "2 done",
                "3 done", "4 done", "5 done", "6 done", "7 done", "end finished",
            ])
        #expect(requests[2] == "/x?y b:80 host: b:80\r\n")
    }

    @Test("cut in two anywhere, it comes to the same")
    func cutInTwo() {
        let bytes = Array(Self.session.utf8)
        let whole = outcome([bytes])
        for cut in 0...bytes.count {
            let parts = outcome([Array(bytes[..<cut]), Array(bytes[cut...])])
            #expect(parts == whole, "cut at \(cut)")
        }
    }

    @Test("cut into single bytes, and into random pieces, it comes to the same")
    func cutOften() {
        let bytes = Array(Self.session.utf8)
        let whole = outcome([bytes])
        #expect(outcome(bytes.map { [$0] }) == whole)
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<100 {
            let parts = outcome(Self.cut(bytes, atMost: 40, using: &generator))
            #expect(parts == whole)
        }
    }

    @Test(
        "a session cut short opens what was complete, and gives it up when the client leaves",
        arguments: [1, 3])
    func truncated(step: Int) {
        let bytes = Array(Self.session.utf8)
        let whole = outcome([bytes]).log
        for length in stride(from: 0, to: bytes.count, by: step) {
            let talk = Talk()
            talk.say(Array(bytes[..<length]))
            let log = talk.happened()
            // A body's line may be shorter by then.
            for (line, full) in zip(log, whole) { #expect(full.utf8.starts(with: line.utf8)) }
            talk.hangUp()
            let ends = talk.happened()
            if log.last?.hasPrefix("end") != true { #expect(ends.last == "end finished") }
            #expect(ends.count { $0.hasSuffix("given up") } == talk.requests.count)
        }
    }

    @Test("damaged sessions trap nothing, come to the same when cut, and close every stream once")
    func mutated() {
        let samples = [Self.session] + RefusedRequestTests.all.map(\.text)
        var generator = SeededGenerator(seed: 3)
        for damaged in Mutations(of: samples.map { Array($0.utf8) }, count: Mutations.usualCount) {
            let whole = Talk { _, _ in Response(.ok) }
            whole.say(damaged)
            let parts = Talk { _, _ in Response(.ok) }
            for part in Self.cut(damaged, atMost: 200, using: &generator) { parts.say(part) }
            whole.hangUp()
            parts.hangUp()
            let (log, partLog) = (whole.happened(), parts.happened())
            guard Self.requests(log) == Self.requests(partLog), Self.isOrderly(log), Self.isOrderly(partLog)
            else {
                Issue.record(
                    "\(String(decoding: damaged, as: UTF8.self).debugDescription): \(log), \(partLog)")
                return
            }
        }
    }

    /// The requests of a log. Everything else depends on when answers were given: here at once, so that how much
    /// of a body was seen before its answer differs with the cuts.
    private static func requests(_ log: [String]) -> [String] {
        let others = [" done", " given up", " ends"]
        return log.filter { line in
            !line.contains(" body ") && !line.hasPrefix("end") && !others.contains { line.hasSuffix($0) }
        }
    }

    /// Whether each stream was closed once and the end came last and once.
    private static func isOrderly(_ log: [String]) -> Bool {
        let closed = log.filter { $0.hasSuffix("done") || $0.hasSuffix("given up") }.map {
            $0.prefix { $0 != " " }
        }
        let ends = log.count { $0.hasPrefix("end ") }
        return Set(closed).count == closed.count && ends == 1 && log.last?.hasPrefix("end ") == true
    }

    /// The bytes in pieces of random length.
    private static func cut(
        _ bytes: [UInt8], atMost most: UInt64, using generator: inout SeededGenerator
    ) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
            let end = min(start + 1 + Int(generator.next() % most), bytes.count)
            pieces.append(Array(bytes[start..<end]))
            start = end
        }
        return pieces
    }
}
