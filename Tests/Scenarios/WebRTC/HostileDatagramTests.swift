import Bytes
import ICE
import SDP
import SFU
import Simulation
import Testing
import Timing
import WebRTC

/// Damaged copies of what real sessions send, to an exchange that goes on serving them.
@Suite struct HostileDatagramTests {
    private static let stranger = Path(local: Place.server, remote: Place.nowhere)

    /// What two clients sent from their first check to media and reports, some of each class.
    private static func samples(of hosts: [PeerHost]) -> [[UInt8]] {
        var kinds: [PacketClass: [[UInt8]]] = [:]
        for datagram in hosts.flatMap(\.sent) {
            if let kind = PacketClass(datagram.bytes) { kinds[kind, default: []].append(datagram) }
        }
        // As many of each, since the server drops them at different places.
        return [PacketClass.stun, .dtls, .rtp, .rtcp].flatMap { kind in
            (0..<20).compactMap { index in
                guard let all = kinds[kind], !all.isEmpty else { return nil }
                return all[index * all.count / 20]
            }
        }
    }

    /// The octets that wait to be sent that way, and those that wait at all.
    private static func drain(_ exchange: Exchange, to path: Path) -> (there: Int, all: Int) {
        var (there, all) = (0, 0)
        exchange.outbox.drain { transmit, bytes in
            all += bytes.byteCount
            if transmit.path == path { there += bytes.byteCount }
        }
        return (there, all)
    }

    @Test("damaged datagrams of every kind are dropped, cost nothing, and are not answered")
    func damaged() throws {
        let call = Broadcast(seed: 31)
        let hosts = [try call.publish(), try call.play()]
        for host in hosts { host.remembersSent = true }
        call.run(for: .seconds(5))
        let samples = Self.samples(of: hosts)
        #expect(samples.count == 80)
        let genuine = Set(samples)
        let paths = hosts.map { Path(local: Place.server, remote: $0.place) } + [Self.stranger]
        let exchange = call.exchange
        _ = Self.drain(exchange, to: Self.stranger)
        var answered = 0
        for (number, datagram) in Mutations(of: samples).enumerated() where !genuine.contains(datagram) {
            let path = paths[number % 3]
            exchange.handle(datagram.bytes, on: path, at: call.now)
            exchange.handleTimeout(at: call.now)
            let sent = Self.drain(exchange, to: path)
            if sent.there > datagram.count || sent.all > sent.there || path == Self.stranger && sent.all > 0 {
                answered += 1
            }
        }
        #expect(answered == 0)
        #expect(exchange.sessionCount == 2 && call.server.ended.isEmpty)
        #expect(hosts.allSatisfy { exchange.session($0.key)?.peer.path?.remote == $0.place })
        let before = hosts[1].played(.video).count
        call.run(for: .seconds(10))
        #expect(hosts[1].played(.video).count - before > 700 && Playback(hosts[1].played(.video)).isWhole)
    }

    @Test("genuine datagrams that are sent again from elsewhere give a stranger nothing but a check's answer")
    func replayed() throws {
        let call = Broadcast(seed: 32)
        let hosts = [try call.publish(), try call.play()]
        for host in hosts { host.remembersSent = true }
        call.run(for: .seconds(5))
        let exchange = call.exchange
        _ = Self.drain(exchange, to: Self.stranger)
        for datagram in Self.samples(of: hosts) where PacketClass(datagram.bytes) != .stun {
            exchange.handle(datagram.bytes, on: Self.stranger, at: call.now)
            #expect(Self.drain(exchange, to: Self.stranger).all == 0)
        }
        for datagram in Self.samples(of: hosts) where PacketClass(datagram.bytes) == .stun {
            exchange.handle(datagram.bytes, on: Self.stranger, at: call.now)
            #expect(Self.drain(exchange, to: Self.stranger).there <= datagram.count)
        }
        // Each client's own next check brings its session back.
        call.run(for: .seconds(7))
        #expect(hosts.allSatisfy { exchange.session($0.key)?.peer.path?.remote == $0.place })
    }

    @Test("a handshake that damaged hellos go into ends, or goes on; it never takes others along")
    func handshake() throws {
        let call = Broadcast(seed: 33)
        let hosts = [try call.publish(), try call.play()]
        for host in hosts { host.remembersSent = true }
        call.run(for: .seconds(3))
        let hellos = hosts.flatMap(\.sent).filter { PacketClass($0.bytes) == .dtls }
        for (number, damage) in Mutations(of: hellos, count: 400).enumerated() where number % 20 == 0 {
            let victim = try call.play(at: Place.guest(10 + number))
            _ = call.run(atMost: .seconds(1)) { call.exchange.session(victim.key)?.peer.path != nil }
            call.exchange.handle(
                damage.bytes, on: Path(local: Place.server, remote: victim.place), at: call.now)
            call.run(for: .seconds(1))
            call.exchange.close(victim.key, at: call.now)
            call.lose(victim)
        }
        #expect(call.exchange.sessionCount == 2)
        #expect(Playback(hosts[1].played(.video)).isWhole && hosts[1].peer.isConnected)
    }
}
