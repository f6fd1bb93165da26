import BenchClients
import Bytes
import ICE
import RTP
import Runtime
import SDP
import SFU
import Timing
import WebRTC

/// The server's own way out: real sessions in its table, its arena, its port, and nothing in between that is not the
/// server's.
final class OurEgress {
    /// The sessions, whose clients stay connected without being asked.
    private let exchange = Exchange()
    /// What they get.
    private let source = MediaSource(id: 1, extensions: ExtensionMap(), isVideo: true)
    /// Where it leaves.
    private let port: UDPPort
    /// The server's side of each.
    private var peers: [Peer] = []
    /// Where they get video.
    private var tracks: [TrackID] = []
    /// How many packets there were.
    private var count: Int64 = 0
    /// What time it is.
    private var now = Instant.zero

    /// Octets of a packet before it is sealed, as the C loop has them: 28 of header, with extensions.
    private static let payloadCount = 1200 - 28
    /// Which section of clients' sessions is video.
    private static let section = 1

    /// A viewer at each port on loopback, in the clear or not: handshakes are made here, without a network.
    init(ports: [UInt16], on poller: Poller) throws {
        var options = UDPOptions()
        options.sendsApart = true
        port = try UDPPort(at: SocketAddress(.loopbackV4, port: 0), options: options, on: poller) { _, _ in }
        let identities = try Client.Identities()
        for port in ports { try connect(SocketAddress(.loopbackV4, port: port), identities) }
        precondition(tracks.count == ports.count, "every viewer has a track")
    }

    /// Connects a viewer.
    private func connect(_ address: SocketAddress, _ identities: Client.Identities) throws {
        var key: SessionKey?
        let client = try Client(.play, at: address, identities, now: now) { setup, random in
            key = try exchange.play(setup, from: "stream", at: now, using: &random)
        }
        guard let key else { return }
        exchange.connect(client, in: key, at: &now)
        guard let peer = exchange.session(key)?.peer else { return }
        peers.append(peer)
        if let track = peer.track(of: Self.section) { tracks.append(track) }
    }

    /// Sends a run of `k` packets to every viewer; how many the kernel took.
    func send(_ k: Int) -> Int {
        now = now.advanced(by: .milliseconds(1))
        let (packets, bytes) = packets(k)
        if tracksAreNew { begin(with: packets[0]) }
        let before = port.sendCounters.datagrams
        var next = 0
        while next < tracks.count {
            exchange.outbox.send(
                packets.span, of: source, in: bytes.bytes, to: tracks.span, from: &next, at: now)
            transmit()
        }
        return port.sendCounters.datagrams - before
    }

    /// Rewrites and seals a run of `k` packets for every viewer, and sends none; how many there were.
    func seal(_ k: Int) -> Int {
        now = now.advanced(by: .milliseconds(1))
        let (packets, bytes) = packets(k)
        if tracksAreNew { begin(with: packets[0]) }
        var (next, sealed) = (0, 0)
        while next < tracks.count {
            exchange.outbox.send(
                packets.span, of: source, in: bytes.bytes, to: tracks.span, from: &next, at: now)
            exchange.outbox.take { messages, bytes in sealed += bytes.byteCount / 1216 }
        }
        return sealed
    }

    /// Gives the kernel what is sealed, from where it lies.
    private func transmit() {
        let port = port
        exchange.outbox.take { messages, bytes in
            var flight = port.flight(over: bytes)
            for index in messages.indices {
                let message = messages[index]
                flight.add(message.range, to: message.path.remote, segmentSize: message.segmentSize)
            }
        }
    }

    /// Whether nothing was sent yet.
    private var tracksAreNew = true

    private func begin(with packet: OutgoingPacket) {
        tracksAreNew = false
        for peer in peers {
            guard let choice = peer.payloadChoice(for: .vp8, in: Self.section) else { continue }
            peer.begin(source, in: Self.section, as: choice, with: packet, at: now)
        }
    }

    /// The next `k` packets of a made-up publisher, as the server has them once they were opened.
    private func packets(_ k: Int) -> (packets: [OutgoingPacket], bytes: [UInt8]) {
        var bytes: [UInt8] = []
        var packets: [OutgoingPacket] = []
        for _ in 0..<k {
            let start = bytes.count
            bytes += packet()
            let packet = OutgoingPacket(
                whole: bytes.bytes, from: start, of: source, at: ExtendedSequenceNumber(count))
            if let packet { packets.append(packet) }
            count += 1
        }
        return (packets, bytes)
    }

    private func packet() -> [UInt8] {
        let written = [UInt8](capacity: 1500) { writer in
            RTPHeader(
                payloadType: PayloadType(96), sequenceNumber: SequenceNumber(0),
                timestamp: RTPTimestamp(UInt32(truncatingIfNeeded: count * 300)), ssrc: SSRC(0)
            )
            .write(to: &writer)
            writer.writeZeros(Self.payloadCount)
        }
        return written ?? []
    }
}
