import Bytes
import HTTP
import Simulation
import Testing
import Timing

@Suite("HTTP/1.1 client (RFC 9112)")
struct HTTP1ClientTests {
    /// What a client that asked with these methods makes of `bytes`, each event one short line; successive pieces of
    /// one body are one line.
    private static func heard(
        _ bytes: [UInt8], asking methods: [HTTP.Method] = [.get], inPiecesOf size: Int = .max,
        thenEnd: Bool = true
    ) -> [String] {
        let client = HTTP1Client(to: "example.org")
        for method in methods { client.request(method, "/") }
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(size))
            client.handle(piece.bytes)
            rest = rest.dropFirst(piece.count)
        }
        if thenEnd { client.handleEndOfInput() }
        var lines: [String] = []
        while let event = client.pollEvent() {
            let line = line(event)
            if line.contains(" body "), let last = lines.last, last.contains(" body ") {
                lines[lines.count - 1] = last + (line.split(separator: " ", maxSplits: 2).last ?? "")
            } else {
                lines.append(line)
            }
        }
        return lines
    }

    private static func line(_ event: ClientEvent) -> String {
        switch event {
        case .response(let stream, let response):
            switch response.body {
            case .pieces(let length):
                "\(stream.number) \(response.status.code) \(length.map(String.init) ?? "?")"
            default: "\(stream.number) \(response.status.code)"
            }
        case .body(let stream, let bytes): "\(stream.number) body \(String(decoding: bytes, as: UTF8.self))"
        case .bodyEnd(let stream): "\(stream.number) end"
        case .aborted(let stream): "\(stream.number) aborted"
        case .switched(let stream, _, let rest): "\(stream.number) switched, \(rest.count) more"
        case .end(let reason): "end \(reason.rawValue)"
        }
    }

    /// An exchange: what is asked, what comes, what is heard.
    private typealias Vector = (methods: [HTTP.Method], text: String, heard: [String])

    private static let vectors: [Vector] = [
        // A length (RFC 9112 §6.2).
        (
            [.get], "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello",
            ["1 200 5", "1 body hello", "1 end", "end finished"]
        ),
        ([.get], "HTTP/1.1 200 \nContent-Length: 0\n\n", ["1 200 0", "1 end", "end finished"]),
        // Chunks, with an extension and a trailer (§7.1).
        (
            [.get], "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5;a=b\nhello\n1\n!\n0\nx: y\n\n",
            ["1 200 ?", "1 body hello!", "1 end", "end finished"]
        ),
        // Neither: up to the end of the connection (§6.3, case 8).
        ([.get], "HTTP/1.1 200 OK\n\nhello", ["1 200 ?", "1 body hello", "1 end", "end finished"]),
        // Never a body (§6.3, case 1), whatever the fields say.
        ([.head], "HTTP/1.1 200 OK\nContent-Length: 5\n\n", ["1 200", "end finished"]),
        ([.get], "HTTP/1.1 304 Not Modified\nContent-Length: 5\n\n", ["1 304", "end finished"]),
        ([.delete], "HTTP/1.1 204 No Content\n\n", ["1 204", "end finished"]),
        // Interim answers are passed over (RFC 9110 §15.2).
        (
            [.post],
            "HTTP/1.1 100 Continue\n\nHTTP/1.1 103 Early Hints\nlink: <a>\n\nHTTP/1.1 201 Created\nContent-Length: 0\n\n",
            ["1 201 0", "1 end", "end finished"]
        ),
        // Answers come in the order of their requests (RFC 9112 §9.3.2).
        (
            [.head, .get, .get],
            "HTTP/1.1 200 OK\nContent-Length: 9\n\nHTTP/1.1 404 No\nContent-Length: 2\n\nnoHTTP/1.1 200 OK\nContent-Length: 0\n\n",
            ["1 200", "2 404 2", "2 body no", "2 end", "3 200 0", "3 end", "end finished"]
        ),
        // The last answer (§9.6).
        (
            [.get, .get], "HTTP/1.1 200 OK\nConnection: close\nContent-Length: 1\n\nx",
            ["1 200 1", "1 body x", "1 end", "end aborted"]
        ),
        // Another protocol (RFC 9110 §7.8).
        ([.get], "HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\n\n", ["1 switched, 0 more"]),
    ]

    @Test("answers are understood, however the network cuts them", arguments: vectors.indices)
    func vector(index: Int) {
        let vector = Self.vectors[index]
        let bytes = Array(vector.text.crlf.utf8)
        for size in [1, 2, 3, 7, .max] {
            #expect(Self.heard(bytes, asking: vector.methods, inPiecesOf: size) == vector.heard)
        }
    }

    @Test("an answer that is cut short is never taken for a whole one", arguments: [0, 2])
    func truncated(index: Int) {
        let vector = Self.vectors[index]
        let bytes = Array(vector.text.crlf.utf8)
        for count in 0..<bytes.count {
            let heard = Self.heard(Array(bytes[..<count]))
            #expect(heard.last == "end aborted")
            #expect(!heard.contains("1 end"))
        }
    }

    @Test("what comes with the switch belongs to the new protocol")
    func switched() {
        let text = "HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\n\n".crlf + "abc"
        #expect(Self.heard(Array(text.utf8)) == ["1 switched, 3 more"])
    }

    @Test(
        "what is no answer ends the connection",
        arguments: [
            "HTTP/1.0 200 OK\n\n", "HTTP/2 200\n\n", "HTTP/1.1 20 OK\n\n", "HTTP/1.1 2000 OK\n\n",
            "HTTP/1.1 200\n\n", "hello\n",
            "HTTP/1.1 099 OK\n\n", "HTTP/1.1 200 OK\nno field\n\n", "HTTP/1.1 200 OK\nContent-Length: x\n\n",
            "HTTP/1.1 200 OK\nContent-Length: 1\nContent-Length: 2\n\n",
            "HTTP/1.1 200 OK\nContent-Length: 1\nTransfer-Encoding: chunked\n\n",
            "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nx\n",
        ])
    func malformed(text: String) {
        #expect(Self.heard(Array(text.crlf.utf8)).last == "end malformed")
    }

    @Test("an answer that nobody asked for is none")
    func unasked() {
        let answer = Array("HTTP/1.1 200 OK\nContent-Length: 0\n\n".crlf.utf8)
        #expect(Self.heard(answer + answer, thenEnd: false) == ["1 200 0", "1 end", "end malformed"])
    }

    @Test("a head larger than allowed ends the connection")
    func large() {
        let text = "HTTP/1.1 200 OK\nx: " + String(repeating: "y", count: Limits().headerBytes)
        #expect(Self.heard(Array(text.crlf.utf8)).last == "end too_large")
    }

    @Test("mutations are answered with an end, and none traps")
    func mutations() {
        for bytes in Mutations(of: Self.vectors.map { Array($0.text.crlf.utf8) }) {
            let heard = Self.heard(bytes, asking: [.get, .head, .get])
            #expect(heard.last?.hasPrefix("end ") == true || heard.last?.contains("switched") == true)
        }
    }

    @Test("requests are written so that our server understands them, and its answers come back")
    func roundTrip() {
        var router = Router()
        router.add(.get, "/get/{x}") { request, parameters, _ in
            .now(
                Response(
                    text: "\(parameters.text("x")) \(request.query ?? "-") \(request.fields["accept"] ?? "-")"
                ))
        }
        router.add(.put, "/put") { _, _, _ in
            .afterBody(limit: 100) { bytes, _ in .now(Response(type: "text/plain", body: ByteSlice(bytes))) }
        }
        let setting = SessionSetting(
            service: router, date: DateField(WallClock(seconds: 0)), sink: RecordingSink(),
            observer: DeafObserver())
        let session = ServerSession(
            from: Request(method: .get, path: "/").peer, applicationProtocol: nil, number: 1, in: setting,
            at: .zero)
        let client = HTTP1Client(to: "[::1]:8080")
        client.request(.get, "/get/a%20b?c=d", fields: ["accept": "text/plain"])
        client.request(.put, "/put", body: ByteSlice(Array("body".utf8)))
        client.request(.head, "/get/x")
        session.handle(client.outbound.take().bytes, at: .zero)
        client.handle(session.outbound.take().bytes)
        var lines: [String] = []
        while let event = client.pollEvent() { lines.append(Self.line(event)) }
        #expect(
            lines == [
                "1 200 18", "1 body a b c=d text/plain", "1 end", "2 200 4", "2 body body", "2 end", "3 200",
            ])
        #expect(client.openRequests == 0)
    }
}
