import Bytes
import HTTP
import Runtime
import Testing
import Timing

@testable import LoadModel

/// Connections to servers, without sockets.
@Suite struct WebConnectionTests {
    /// A connection, and what came of requests over it.
    private final class Caller {
        private(set) var answers: [String] = []
        private(set) var connection: WebConnection?

        init() {
            connection = WebConnection(to: "origin") { [unowned self] core, request, answer, _ in
                switch answer {
                case .response(let response, let body):
                    answers.append("\(request.token): \(response.status.code), \(body.count) octets")
                case .failed(let reason):
                    answers.append("\(request.token): \(core.wasMissed ? "missed" : reason)")
                }
            }
        }
    }

    private func request(_ number: Int, longest: Int = 1 << 20) throws -> WebRequest {
        let url = try #require(ServerURL("https://origin/\(number)"))
        var request = WebRequest(.get, url, token: number)
        request.longestBody = longest
        return request
    }

    /// A server of HTTP/2 that has read what a connection sent so far, and the numbers of the requests.
    private func server(of connection: WebConnection) -> (HTTP2Connection, () -> [StreamID]) {
        let server = HTTP2Connection(
            from: Request.Peer(address: "192.0.2.1", isLoopback: false, isSecure: true),
            date: DateField(WallClock(seconds: 784_111_777)), at: .zero)
        let exchange: () -> [StreamID] = {
            var streams: [StreamID] = []
            while !connection.outbound.isEmpty || !server.outbound.isEmpty {
                server.handle(connection.outbound.take().bytes, at: .zero)
                while let event = server.pollEvent() {
                    if case .request(let stream, _, _) = event { streams.append(stream) }
                }
                connection.handle(server.outbound.take().bytes, at: .zero)
                server.handleSent(at: .zero)
                connection.handleSent(at: .zero)
            }
            return streams
        }
        return (server, exchange)
    }

    @Test(
        "a request that is made before it is known what is spoken waits for that, and has the connection to itself"
    )
    func early() throws {
        let caller = Caller()
        let connection = try #require(caller.connection)
        connection.send(try request(1), at: .zero)
        #expect(connection.isConnecting && !connection.isIdle)
        connection.begin(TransportFacts(isSecure: true, applicationProtocol: nil))
        #expect(!connection.isMultiplexed && !connection.isIdle)
        #expect(String(decoding: connection.outbound.take(), as: UTF8.self).hasPrefix("GET /1 HTTP/1.1\r\n"))
        connection.handle(Array("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi".utf8).bytes, at: .zero)
        #expect(caller.answers == ["1: 200, 2 octets"] && connection.isIdle)
    }

    @Test("over HTTP/2 many requests are under way, and one whose answer is too long ends alone")
    func many() throws {
        let caller = Caller()
        let connection = try #require(caller.connection)
        connection.send(try request(1), at: .zero)
        connection.begin(TransportFacts(isSecure: true, applicationProtocol: "h2"))
        #expect(connection.isMultiplexed && connection.isIdle)
        connection.send(try request(2, longest: 10), at: .zero)
        connection.send(try request(3), at: .zero)
        let (server, exchange) = server(of: connection)
        let streams = exchange()
        #expect(streams.count == 3 && connection.openRequests == 3)
        for stream in streams.reversed() {
            server.respond(Response(text: "more than ten octets"), to: stream, at: .zero)
        }
        _ = exchange()
        #expect(
            caller.answers == ["3: 200, 20 octets", "2: the answer is too long", "1: 200, 20 octets"])
        #expect(connection.isIdle && connection.ending == nil)
    }

    @Test("of two requests the one that is not answered in time fails alone")
    func late() throws {
        let caller = Caller()
        let connection = try #require(caller.connection)
        connection.begin(TransportFacts(isSecure: true, applicationProtocol: "h2"))
        connection.send(try request(1), at: .zero)
        let later = Instant.zero.advanced(by: .seconds(20))
        connection.send(try request(2), at: later)
        #expect(connection.nextDeadline == .zero.advanced(by: .seconds(30)))
        connection.handleTimeout(at: .zero.advanced(by: .seconds(30)))
        #expect(caller.answers == ["1: no answer within 30 s"])
        #expect(connection.nextDeadline == later.advanced(by: .seconds(30)) && connection.ending == nil)
    }

    @Test("requests that meet the end of a connection which has served may be made again")
    func missed() throws {
        let caller = Caller()
        let connection = try #require(caller.connection)
        connection.begin(TransportFacts(isSecure: true, applicationProtocol: "h2"))
        connection.send(try request(1), at: .zero)
        let (server, exchange) = server(of: connection)
        for stream in exchange() { server.respond(Response(text: "well"), to: stream, at: .zero) }
        _ = exchange()
        connection.send(try request(2), at: .zero)
        connection.handleDisconnect(at: .zero)
        #expect(caller.answers == ["1: 200, 4 octets", "2: missed"])
        #expect(!connection.isIdle)
    }
}
