import Bytes
import COpenSSL
import Testing
import Timing

@testable import DTLS

@Suite struct EndpointTests {
    /// A client that may do what ours never does, and a server, connected.
    private struct Ends {
        let client: Endpoint
        let server: Endpoint

        init() throws {
            let identity = try DTLSIdentity(DTLSPair.certificates.client)
            unsafe SSL_CTX_clear_options(identity.context, 1 << 30)  // SSL_OP_NO_RENEGOTIATION
            client = try #require(Endpoint(identity, isClient: true, maximumDatagram: 1200))
            server = try #require(
                Endpoint(DTLSIdentity(DTLSPair.certificates.server), isClient: false, maximumDatagram: 1200))
            var progress = [client.handshake(), server.handshake()]
            while progress != [.done, .done] {
                progress[1] = Self.pass(from: client, to: server) { server.handshake() } ?? progress[1]
                progress[0] = Self.pass(from: server, to: client) { client.handshake() } ?? progress[0]
            }
        }

        /// Hands one side's datagrams to the other; what that made of the last, or `nil` when there was none.
        @discardableResult
        static func pass(
            from sender: Endpoint, to receiver: Endpoint, _ body: () -> Endpoint.Progress
        ) -> Endpoint.Progress? {
            sender.takeOutgoing().map { datagram in receiver.offering(datagram.bytes, body) }.last
        }
    }

    @Test("a peer that wants to negotiate anew is told no, and the session goes on")
    func renegotiation() throws {
        let ends = try Ends()
        #expect(unsafe SSL_renegotiate(ends.client.ssl) == 1)
        #expect(ends.client.handshake() == .pending)
        let before = ends.server.exportMaterial(count: 56)
        #expect(Ends.pass(from: ends.client, to: ends.server) { ends.server.drain() } == .pending)
        #expect(ends.server.state == TLS_ST_OK)
        #expect(ends.server.exportMaterial(count: 56) == before)
        // One alert in one datagram: no handshake.
        let answer = ends.server.takeOutgoing()
        #expect(answer.count == 1)
        #expect(answer.first?.first == 21)
    }

    @Test("application data means nothing to us, and ends nothing")
    func applicationData() throws {
        let ends = try Ends()
        for count in [0, 1, 1000] {
            let data = [UInt8](repeating: 7, count: count)
            unsafe SSL_write(ends.client.ssl, data, Int32(count))
        }
        #expect(Ends.pass(from: ends.client, to: ends.server) { ends.server.drain() } == .pending)
        #expect(ends.server.takeOutgoing() == [])
    }

    @Test("a master secret covers the whole handshake (RFC 7627), there is no ticket and nothing to resume")
    func agreed() throws {
        let ends = try Ends()
        #expect(unsafe SSL_ctrl(ends.server.ssl, SSL_CTRL_GET_EXTMS_SUPPORT, 0, nil) == 1)
        let session = unsafe SSL_get_session(ends.client.ssl)
        #expect(unsafe SSL_SESSION_has_ticket(session) == 0)
        var size: UInt32 = 0
        unsafe SSL_SESSION_get_id(session, &size)
        #expect(size == 0)
        #expect(unsafe SSL_session_reused(ends.server.ssl) == 0)
    }

    @Test("a flight that was answered is not repeated")
    func nothingToRepeat() throws {
        let ends = try Ends()
        #expect(!ends.client.isTimerRunning && !ends.server.isTimerRunning)
        #expect(ends.client.retransmit() == .pending)
        #expect(ends.server.retransmit() == .pending)
        #expect(ends.client.takeOutgoing() == [] && ends.server.takeOutgoing() == [])
    }
}
