import Bytes
import ICE
import SDP
import SFU
import Simulation
import Testing
import Timing
import WebRTC

/// Sessions end, and leave nothing behind.
@Suite struct EndingTests {
    /// Whether a path leads to no session: what comes on it is counted as from nobody.
    private func isForgotten(_ remote: SocketAddress, by exchange: Exchange) -> Bool {
        let before = exchange.drops.unknownAddress
        var packet = [UInt8](repeating: 0, count: 40)
        packet[0] = 0x80
        exchange.handle(packet.bytes, on: Path(local: Place.server, remote: remote), at: .zero)
        return exchange.drops.unknownAddress == before + 1
    }

    @Test(
        "peers that are gone without a word are freed 30 s after their last check, with all that led to them")
    func consent() throws {
        let call = Broadcast(settings: ExchangeSettings(linger: .seconds(5)))
        let hosts = [try call.publish(), try call.play(), try call.play(at: Place.guest(2))]
        call.run(for: .seconds(20))
        weak let session = call.exchange.session(hosts[1].key)
        #expect(session != nil)
        for host in hosts { call.lose(host) }
        call.run(for: .seconds(23))
        #expect(call.exchange.sessionCount == 3)
        call.run(for: .seconds(8))
        #expect(call.exchange.sessionCount == 0 && call.exchange.publications.isEmpty)
        #expect(call.server.ended[hosts[0].key] == .peer(.consentExpired))
        #expect(session == nil)
        #expect(hosts.allSatisfy { isForgotten($0.place, by: call.exchange) })
        call.run(for: .seconds(60))
        #expect(call.exchange.nextDeadline == nil)
    }

    @Test("who never comes is let go after 30 s, and the stream with it")
    func neverConnected() throws {
        let call = Broadcast()
        let viewer = try call.play()
        call.lose(viewer)
        call.run(for: .seconds(31))
        #expect(call.server.ended[viewer.key] == .peer(.neverConnected))
        #expect(call.exchange.sessionCount == 0 && call.exchange.publications.isEmpty)
    }

    @Test("a viewer that says goodbye is gone at once, and others notice nothing")
    func goodbye() throws {
        let call = Broadcast()
        _ = try call.publish()
        let viewers = [try call.play(), try call.play(at: Place.guest(2))]
        call.run(for: .seconds(5))
        viewers[0].peer.close(at: call.now)
        call.run(for: .milliseconds(100))
        #expect(call.server.ended[viewers[0].key] == .peer(.closedByPeer) && call.exchange.sessionCount == 2)
        #expect(isForgotten(viewers[0].place, by: call.exchange))
        call.run(for: .seconds(5))
        #expect(Playback(viewers[1].played(.video)).isWhole && viewers[1].peer.isConnected)
    }

    @Test("who is closed by the server hears so at once")
    func closed() throws {
        let call = Broadcast()
        let publisher = try call.publish()
        let viewer = try call.play()
        call.run(for: .seconds(5))
        for host in [publisher, viewer] { call.exchange.close(host.key, at: call.now) }
        call.run(for: .milliseconds(100))
        #expect(publisher.end == .closedByPeer && viewer.end == .closedByPeer)
        #expect(call.exchange.sessionCount == 0 && call.exchange.publications.isEmpty)
        #expect(call.server.ended.values.allSatisfy(\.isOrderly) && call.server.ended.count == 2)
    }

    @Test("a session is closed once, whoever asks again")
    func twice() throws {
        let call = Broadcast()
        let viewer = try call.play()
        call.run(for: .seconds(1))
        call.exchange.close(viewer.key, at: call.now)
        call.exchange.close(viewer.key, at: call.now)
        call.run(for: .seconds(1))
        #expect(call.server.ended == [viewer.key: .peer(.closed)])
    }

    @Test("a handshake that the client never begins ends with its consent, not before and not never")
    func noHandshake() throws {
        let call = Broadcast()
        let viewer = try call.play()
        // Checks pass, DTLS is swallowed: the client's datagrams are taken away as they come.
        viewer.isStuck = true
        call.run(for: .seconds(31))
        #expect(call.exchange.sessionCount == 0 && call.server.connected.isEmpty)
    }
}
