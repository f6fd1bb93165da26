import ICE
import SFU
import Simulation
import Testing
import Timing
import WebRTC

/// Many viewers join at once.
@Suite struct JoinStormTests {
    /// Lets viewers join until all have a path, and their handshakes wait for their turn.
    private func storm(_ call: Broadcast, viewers count: Int) throws -> [PeerHost] {
        let viewers = try (10..<10 + count).map { try call.play(at: Place.guest($0)) }
        let isReady = call.run(atMost: .seconds(1)) {
            viewers.allSatisfy { call.exchange.session($0.key)?.peer.path != nil }
        }
        call.server.isBusy = true
        call.run(for: .milliseconds(100))
        #expect(isReady && call.exchange.nextDeadline == .zero)
        return viewers
    }

    @Test("a turn without media takes one datagram of all handshakes")
    func oneATurn() throws {
        let call = Broadcast(seed: 81)
        let viewers = try storm(call, viewers: 20)
        var turns = 0
        while call.exchange.nextDeadline == .zero {
            call.exchange.handleTimeout(at: call.now)
            turns += 1
        }
        #expect(turns >= 10)
        call.server.isBusy = false
        let joined = call.run(atMost: .seconds(2)) { viewers.allSatisfy(\.peer.isConnected) }
        #expect(joined)
    }

    @Test("media right behind the last datagram of a handshake is not lost, however busy the loop is")
    func mediaBehind() throws {
        let call = Broadcast(seed: 83)
        let publisher = try call.publish(servesDTLS: true)
        // It is the server of DTLS: it has keys when its last flight leaves, and we when that has come.
        let isReady = call.run(atMost: .seconds(2)) { publisher.peer.isConnected }
        let isFirst = call.exchange.session(publisher.key)?.peer.isConnected == false
        call.server.isBusy = true
        call.run(for: .milliseconds(200))
        call.server.isBusy = false
        call.run(for: .milliseconds(200))
        #expect(isReady && isFirst && call.exchange.session(publisher.key)?.peer.isConnected == true)
        #expect(call.exchange.totals.drops.early == 0)
    }

    @Test("media that waits with handshakes is passed on before any of them")
    func mediaFirst() throws {
        let call = Broadcast(seed: 82)
        let publisher = try call.publish()
        let viewer = try call.play()
        call.run(for: .seconds(2))
        let viewers = try storm(call, viewers: 10)
        for index in publisher.tracks.indices {
            publisher.tracks[index].send(on: publisher.peer, at: publisher.tracks[index].nextFrame)
        }
        call.handOver(publisher)
        let path = try #require(call.exchange.session(viewer.key)?.peer.path)
        call.exchange.endBatch(at: call.now)
        call.exchange.passOn(at: call.now)
        var places: Set<Path> = []
        call.exchange.outbox.drain { transmit, _ in places.insert(transmit.path) }
        #expect(places.contains(path) && call.exchange.nextDeadline == .zero)
        #expect(viewers.allSatisfy { call.exchange.session($0.key)?.peer.isConnected == false })
    }
}
