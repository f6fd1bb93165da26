import BenchClients
import Bytes
import ICE
import Runtime
import SDP
import SFU
import Timing
import WebRTC

/// One of two media loops, with real sessions: what the server's has, but for the poller and the receive call. Its publisher, if
/// it is the stream's home, hands packets over as they would arrive.
final class LinkedLoop {
    private let exchange: Exchange
    private let port: UDPPort
    private let poller: Poller
    /// Who brings the stream, at its home.
    private var publisher: (client: Client, camera: Camera)?
    private var outgoing: RingProducer<RelayedBatch>
    private var incoming: RingConsumer<RelayedBatch>
    private var outgoingMail: RingProducer<RelayMessage>
    private var incomingMail: RingConsumer<RelayMessage>
    /// The other's number.
    private let other: Int
    /// What time it is here: a millisecond more with every turn that brings something, so that the sessions last however long
    /// this takes.
    private var now = Instant.zero

    private static let stream = "stream"
    /// How many batches the home is ahead of the other loop at most, a fifth of a round: else it would measure itself alone. With
    /// few, a core that is taken away for some milliseconds would be both loops' loss.
    private static let lead = 80

    /// A loop with a viewer at each port; its handshakes are made here, without a network.
    init(_ number: Int, by links: LoopLinks, ports: [UInt16]) throws {
        other = 1 - number
        poller = try Poller()
        var settings = ExchangeSettings()
        settings.egress.pace = 0
        exchange = Exchange(settings, at: ShardPlace(number, of: 2))
        outgoing = links.batches[number].makeProducer()
        incoming = links.batches[other].makeConsumer()
        outgoingMail = links.messages[number].makeProducer()
        incomingMail = links.messages[other].makeConsumer()
        var options = UDPOptions()
        options.sendsApart = true
        port = try UDPPort(at: SocketAddress(.loopbackV4, port: 0), options: options, on: poller) { _, _ in }
        let identities = try Client.Identities()
        if ShardPlace.home(of: Self.stream, among: 2) == number {
            // What the server tells it goes to a socket that overflows.
            let client = try connect(.publish, SocketAddress(.loopbackV4, port: ports[0]), identities)
            publisher = (client, Camera(client))
        }
        for port in ports.dropFirst() {
            _ = try connect(.play, SocketAddress(.loopbackV4, port: port), identities)
        }
    }

    private func connect(
        _ purpose: SessionPurpose, _ address: SocketAddress, _ identities: Client.Identities
    ) throws -> Client {
        var key: SessionKey?
        let client = try Client(purpose, at: address, identities, now: now) { setup, random in
            switch purpose {
            case .publish: key = try exchange.publish(setup, to: Self.stream, at: now, using: &random)
            case .play: key = try exchange.play(setup, from: Self.stream, at: now, using: &random)
            }
        }
        if let key { exchange.connect(client, in: key, at: &now) }
        return client
    }

    /// Packets a second by the clock on the wall: of `k` at once that the publisher brings for so long, or of what the other
    /// loop sends until that is passed on, too.
    func rate(_ k: Int, for duration: Duration, untilDoneBy meeting: Meeting) -> Double {
        let rounds = meeting.finishedRounds
        let (begin, before) = (Clock.now, port.sendCounters.datagrams)
        if publisher != nil {
            while begin.duration(to: Clock.now) < duration { turn(bringing: k) }
            meeting.finishRound()
        } else {
            while meeting.finishedRounds == rounds || incoming.count > 0 { turn() }
        }
        return Double(port.sendCounters.datagrams - before) / begin.duration(to: Clock.now).seconds
    }

    /// Octets of a packet to a viewer, on average.
    var meanSize: Int { port.sendCounters.bytes / max(port.sendCounters.datagrams, 1) }

    /// One turn of the loop, in which the publisher brings so many packets.
    func turn(bringing k: Int = 0) {
        while outgoing.count > Self.lead {}
        if k > 0 || incoming.count > 0 { now = now.advanced(by: .milliseconds(1)) }
        if k > 0, let client = publisher?.client {
            for datagram in publisher?.camera.packets(k, of: client, at: now) ?? [] {
                exchange.handle(datagram.bytes, on: client.path, at: now)
            }
        }
        while let message = incomingMail.pop() { exchange.handle(message, from: other, at: now) }
        while let batch = incoming.pop() { exchange.handle(batch) }
        exchange.endBatch(at: now)
        exchange.relay.drainBatches { _, batch in _ = outgoing.push(batch) }
        exchange.passOn(at: now)
        settle()
        if let next = exchange.nextDeadline, next <= now { exchange.handleTimeout(at: now) }
        settle()
    }

    /// After a mutation: hears what happened, and sends what waits.
    private func settle() {
        while exchange.pollEvent() != nil {}
        exchange.relay.drainMessages { _, message in outgoingMail.push(message) }
        let port = port
        exchange.transmit(at: now) { messages, bytes in
            var flight = port.flight(over: bytes)
            for index in messages.indices {
                let message = messages[index]
                flight.add(message.range, to: message.path.remote, segmentSize: message.segmentSize)
            }
        }
    }
}
