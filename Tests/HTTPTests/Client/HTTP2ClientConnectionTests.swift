import Bytes
import Simulation
import Testing
import Timing

@testable import HTTP

/// Our client against our server, without a socket.
@Suite struct HTTP2ClientConnectionTests {
    /// A client and a server that answers as it is told, joined by octets in pieces.
    private final class Pair {
        let client = HTTP2ClientConnection(to: "origin:8443")
        let server = HTTP2Connection(
            from: Request.Peer(address: "192.0.2.1", isLoopback: false, isSecure: true),
            date: DateField(WallClock(seconds: 784_111_777)), at: .zero)
        /// The requests as the server read them, and their bodies.
        private(set) var requests: [(stream: StreamID, request: Request)] = []
        private(set) var bodies: [StreamID: [UInt8]] = [:]
        /// What the client was told.
        private(set) var told: [String] = []
        /// The octets of the bodies that it got.
        private(set) var received: [Int32: [UInt8]] = [:]

        /// Lets both talk until neither has anything to say.
        func run(piece: Int = 1000) {
            var isBusy = true
            while isBusy {
                isBusy = false
                for bytes in take(client.outbound, piece) {
                    isBusy = true
                    server.handle(bytes.bytes, at: .zero)
                    listen()
                }
                client.handleSent()
                for bytes in take(server.outbound, piece) {
                    isBusy = true
                    client.handle(bytes.bytes)
                }
                server.handleSent(at: .zero)
                note()
            }
        }

        private func take(_ queue: OutboundQueue, _ piece: Int) -> [[UInt8]] {
            let all = queue.take()
            return stride(from: 0, to: all.count, by: piece).map {
                Array(all[$0..<min($0 + piece, all.count)])
            }
        }

        private func listen() {
            while let event = server.pollEvent() {
                switch event {
                case .request(let stream, let request, _): requests.append((stream, request))
                case .body(let stream, let piece):
                    bodies[stream, default: []] += piece
                    server.bodyConsumed(piece.count, on: stream, at: .zero)
                default: break
                }
            }
        }

        private func note() {
            while let event = client.pollEvent() {
                switch event {
                case .response(let stream, let response):
                    told.append("\(stream.number): \(response.status.code)")
                case .body(let stream, let piece): received[stream.number, default: []] += piece
                case .bodyEnd(let stream): told.append("\(stream.number) ends")
                case .aborted(let stream): told.append("\(stream.number) aborted")
                case .switched: told.append("switched")
                case .end(let reason): told.append("end: \(reason)")
                }
            }
        }
    }

    @Test("requests are answered in any order, whole, with large bodies", arguments: [1, 7, 4096])
    func answers(piece: Int) throws {
        let pair = Pair()
        let first = try #require(pair.client.request(.get, "/a?b=c"))
        var fields = HeaderFields()
        fields.append("range", "bytes=0-9")
        let second = try #require(pair.client.request(.get, "/b", fields: fields))
        pair.run(piece: piece)
        #expect(pair.requests.map(\.request.target) == ["/a?b=c", "/b"])
        #expect(pair.requests.allSatisfy { $0.request.fields["host"] == "origin:8443" })
        #expect(pair.requests[1].request.fields["range"] == "bytes=0-9")
        let body = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        pair.server.respond(
            Response(type: "video/mp4", body: ByteSlice(body)), to: second, at: .zero)
        pair.run(piece: piece)
        pair.server.respond(Response(.noContent), to: first, at: .zero)
        pair.run(piece: piece)
        #expect(pair.told == ["3: 200", "3 ends", "1: 204"])
        #expect(pair.received[second.number] == body && pair.client.openRequests == 0)
    }

    @Test("a body goes with a request, whatever its size")
    func uploads() throws {
        let pair = Pair()
        let body = (0..<50_000).map { UInt8(truncatingIfNeeded: $0) }
        let stream = try #require(pair.client.request(.post, "/whip/x", body: ByteSlice(body)))
        pair.run()
        #expect(pair.bodies[stream] == body)
        #expect(pair.requests.first?.request.fields["content-length"] == "50000")
    }

    @Test("one that is given up is told so, and the others go on")
    func aborted() throws {
        let pair = Pair()
        let streams = try (0..<3).map { try #require(pair.client.request(.get, "/\($0)")) }
        pair.run()
        pair.server.abort(streams[0], at: .zero)
        pair.client.cancel(streams[1])
        pair.run()
        pair.server.respond(Response(text: "well"), to: streams[2], at: .zero)
        pair.run()
        #expect(pair.told == ["1 aborted", "5: 200", "5 ends"])
    }

    @Test("a server that drains answers what it has, takes no more, and ends")
    func drains() throws {
        let pair = Pair()
        let stream = try #require(pair.client.request(.get, "/"))
        pair.run()
        pair.server.drain(at: .zero)
        pair.run()
        #expect(!pair.client.takesRequests && pair.client.request(.get, "/more") == nil)
        pair.server.respond(Response(text: "last"), to: stream, at: .zero)
        pair.run()
        #expect(pair.told == ["1: 200", "1 ends", "end: finished"])
    }

    @Test("a server that goes away in the middle is noticed, and so is one that speaks something else")
    func ends() throws {
        let pair = Pair()
        _ = pair.client.request(.get, "/")
        pair.run()
        pair.client.handleEndOfInput()
        pair.run()
        #expect(pair.told == ["end: aborted"])
        let other = HTTP2ClientConnection(to: "origin")
        other.handle(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8).bytes)
        guard case .end? = other.pollEvent() else {
            Issue.record("it went on")
            return
        }
    }

    @Test("nothing that a server sends traps")
    func damaged() throws {
        let server = Pair()
        _ = server.client.request(.get, "/")
        server.run()
        server.server.respond(Response(text: "well"), to: StreamID(1), at: .zero)
        // Settings, as servers send them first.
        let sample = [0, 0, 0, 4, 0, 0, 0, 0, 0] + server.server.outbound.take()
        for bytes in Mutations(of: [sample], count: Mutations.usualCount / 20) {
            let client = HTTP2ClientConnection(to: "origin")
            _ = client.request(.get, "/")
            client.handle(bytes.bytes)
            while client.pollEvent() != nil {}
        }
    }
}
