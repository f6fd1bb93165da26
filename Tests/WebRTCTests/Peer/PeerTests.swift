import Bytes
import DTLS
import ICE
import RTP
import SDP
import SRTP
import Testing
import Timing

@testable import WebRTC

@Suite struct PeerTests {
    @Test("who connects tells its path first, and then that media may flow")
    func connecting() throws {
        let pair = try PeerPair()
        #expect(pair.server.nextDeadline == .zero.advanced(by: .seconds(30)) && !pair.server.isConnected)
        pair.run(milliseconds: 100)
        #expect(pair.serverEvents == [.pathSelected(PeerPair.down), .connected])
        #expect(pair.clientEvents == [.pathSelected(PeerPair.up), .connected])
        #expect(pair.server.isConnected && pair.server.profile == .gcm128 && pair.client.profile == .gcm128)
        let progress = pair.server.progress
        let (proven, connected) = (try #require(progress.proven), try #require(progress.connected))
        #expect(progress.began <= proven && proven <= connected && progress.pathChanges == 0)
    }

    @Test("a certificate that was not announced ends the handshake, with the reason")
    func wrongFingerprint() throws {
        let pair = try PeerPair(announcing: PeerPair.identity())
        pair.run(milliseconds: 500)
        guard case .handshakeFailed(let reason) = pair.server.progress.end else {
            Issue.record("the handshake did not fail")
            return
        }
        #expect(!reason.isEmpty && !pair.client.isConnected)
        #expect(pair.serverEvents.last == .ended(.handshakeFailed(reason: reason)))
    }

    @Test("media before there are keys is counted and dropped")
    func early() throws {
        let connected = try PeerPair.connected()
        let media = connected.send()
        let pair = try PeerPair()
        for datagram in media { pair.give(datagram) }
        #expect(pair.server.traffic.early == 1 && pair.server.traffic.packetsReceived == 0)
        #expect(pair.received.isEmpty)
    }

    @Test("media is opened once; copies and damage are counted by reason")
    func drops() throws {
        let pair = try PeerPair.connected()
        let datagram = try #require(pair.send().first)
        var damaged = try #require(pair.send().first)
        damaged[damaged.count - 1] ^= 1
        pair.give(datagram)
        pair.give(datagram)
        pair.give(damaged)
        #expect(pair.received.count == 1 && pair.received.first?.canBegin == true)
        let traffic = pair.server.traffic
        #expect(traffic.packetsReceived == 1 && traffic.bytesReceived == UInt64(datagram.count))
        #expect(traffic.replayed == 1 && traffic.unauthentic == 1 && traffic.senseless == 0)
        #expect(pair.client.traffic.packetsSent == 2)
    }

    @Test("a payload type that was not agreed on makes no sense, and takes nothing along")
    func foreignPayloadType() throws {
        let pair = try PeerPair.connected()
        for datagram in pair.send(as: PayloadChoice(media: PayloadType(77), repair: nil)) {
            pair.give(datagram)
        }
        #expect(pair.received.isEmpty && pair.server.traffic.senseless == 1)
        for datagram in pair.send() { pair.give(datagram) }
        #expect(pair.received.count == 1)
    }

    @Test("every cut of every kind of datagram is taken without a trap")
    func truncation() throws {
        let pair = try PeerPair.connected()
        let media = try #require(pair.send().first)
        let reports = (0..<2).flatMap { _ in
            pair.client.handleTimeout(at: pair.now.advanced(by: .seconds(2)))
            return PeerPair.drain(pair.clientOutbox)
        }
        for datagram in [media] + reports {
            for count in 0..<datagram.count { pair.give(Array(datagram[..<count])) }
        }
        #expect(pair.received.isEmpty && pair.server.isConnected)
        pair.give(media)
        #expect(pair.received.count == 1)
    }

    @Test("what was lost before the codec changed comes again as what it was")
    func repairAcrossCodecs() throws {
        let pair = try PeerPair.connected()
        for number in 0..<6 {
            let datagrams = pair.send(number < 3 ? "VP8" : "H264")
            if number == 1 { continue }
            for datagram in datagrams { pair.give(datagram) }
        }
        pair.run(milliseconds: 100)
        #expect(pair.client.packetsResent == 1 && pair.server.packetsRecovered == 1)
        let places = pair.received.sorted { $0.place < $1.place }
        let names = places.map { $0.header.payloadType.value == pair.type("VP8") ? "VP8" : "H264" }
        #expect(names == ["VP8", "VP8", "VP8", "H264", "H264", "H264"])
        #expect(zip(places, places.dropFirst()).allSatisfy { $1.place == $0.place.advanced(by: 1) })
    }

    @Test("after a goodbye nothing is taken, nothing leaves, and nothing is waited for")
    func goodbye() throws {
        let pair = try PeerPair.connected()
        let media = pair.send()
        pair.client.close(at: pair.now)
        pair.client.close(at: pair.now)
        pair.exchange()
        #expect(pair.clientEvents.last == .ended(.closed) && pair.serverEvents.last == .ended(.closedByPeer))
        #expect(pair.serverEvents.count == 3 && pair.clientEvents.count == 3)
        for datagram in media { pair.give(datagram) }
        #expect(pair.received.isEmpty && pair.send().isEmpty)
        #expect(pair.server.nextDeadline == nil && pair.client.nextDeadline == nil)
        pair.server.handleTimeout(at: pair.now.advanced(by: .seconds(100)))
        #expect(pair.serverOutbox.isEmpty && pair.server.pollEvent() == nil)
    }

    @Test("a peer whose path has ended sends nothing until another is found, and is not done for")
    func droppedPath() throws {
        let pair = try PeerPair.connected()
        pair.server.drop(PeerPair.down, at: pair.now)
        #expect(pair.server.path == nil && pair.server.isConnected)
        pair.server.requestKeyframe(section: 0, layer: 0, at: pair.now)
        pair.server.handleTimeout(at: pair.now.advanced(by: .seconds(2)))
        #expect(pair.serverOutbox.isEmpty)
        pair.run(milliseconds: 7000)
        #expect(pair.server.path == PeerPair.down && pair.server.isConnected)
    }

    @Test("silence is told from when anything right came last")
    func silence() throws {
        let pair = try PeerPair.connected()
        let heard = pair.server.progress.lastHeard
        pair.give([
            0x80, 96, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
        ])
        #expect(pair.server.progress.lastHeard == heard)
        #expect(!pair.server.isSilent(for: .seconds(2), at: heard.advanced(by: .seconds(2))))
        #expect(pair.server.isSilent(for: .seconds(2), at: heard.advanced(by: .milliseconds(2001))))
    }
}
