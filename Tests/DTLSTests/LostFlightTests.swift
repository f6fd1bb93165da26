import DTLS
import Simulation
import Testing
import Timing

/// What happens when datagrams of a handshake are lost, late, doubled or never come.
@Suite struct LostFlightTests {
    @Test("any one datagram of the handshake may be lost", arguments: 0..<6)
    func oneLost(number: Int) throws {
        let pair = try DTLSPair()
        var count = -1
        pair.deliver = { _, _, datagram in
            count += 1
            return count == number ? [] : [datagram]
        }
        pair.connect()
        #expect(pair.isEstablished)
        if number < 4 {
            #expect(pair.client.retransmissions + pair.server.retransmissions >= 1)
        }
    }

    @Test("a lost ClientHello is repeated after 150 ms, then after twice as long each time, up to 4 s")
    func schedule() throws {
        let pair = try DTLSPair()
        var moments: [Duration] = []
        pair.deliver = { [unowned pair] _, _, _ in
            moments.append(Instant.zero.duration(to: pair.now))
            return []
        }
        pair.connect(for: .seconds(12))
        #expect(
            moments == [
                .zero, .milliseconds(150), .milliseconds(450), .milliseconds(1050), .milliseconds(2250),
                .milliseconds(4650), .milliseconds(8650),
            ])
        #expect(pair.client.stage == .awaitingServerHello)
        #expect(pair.client.retransmissions == 6)
    }

    @Test("after thirty seconds each side says what it waited for")
    func givenUp() throws {
        let pair = try DTLSPair()
        pair.deliver = { _, _, _ in [] }
        pair.connect(for: .seconds(40))
        #expect(pair.serverEvents == [.failed(.timedOut(.awaitingClientHello, retransmissions: 0))])
        guard case .failed(.timedOut(.awaitingServerHello, let count))? = pair.clientEvents.first else {
            Issue.record("\(pair.clientEvents)")
            return
        }
        #expect(count == pair.client.retransmissions && count > 10)
        #expect(pair.client.nextDeadline == nil && pair.server.nextDeadline == nil)
    }

    @Test("a server whose answer gets lost says that it waits for the client's certificate")
    func stuckServer() throws {
        let pair = try DTLSPair()
        pair.deliver = { direction, _, datagram in direction == .toServer ? [datagram] : [] }
        pair.connect(for: .seconds(20))
        #expect(pair.server.stage == .awaitingClientFinished)
        #expect(pair.client.stage == .awaitingServerHello)
        pair.run(for: .seconds(20))
        guard case .failed(.timedOut(.awaitingClientFinished, _))? = pair.serverEvents.first else {
            Issue.record("\(pair.serverEvents)")
            return
        }
    }

    @Test("a client that lost the server's Finished gets it again, also when it asks twice")
    func lostFinished() throws {
        let pair = try DTLSPair()
        var lost = 0
        pair.deliver = { [unowned pair] direction, _, datagram in
            let isFinal = direction == .toClient && pair.server.stage == .established
            if isFinal, lost < 2 {
                lost += 1
                return []
            }
            return [datagram]
        }
        pair.connect()
        #expect(lost == 2)
        #expect(pair.isEstablished)
    }

    @Test(
        "a path that loses a fifth, doubles a fifth and reorders gets there",
        arguments: 1...40 as ClosedRange<UInt64>)
    func badPath(seed: UInt64) throws {
        let pair = try DTLSPair(maximumDatagram: 300)
        var generator = SeededGenerator(seed: seed)
        var kept: [DTLSPair.Direction: [UInt8]] = [:]
        pair.deliver = { direction, _, datagram in
            switch generator.next() % 15 {
            case 0..<3: return []
            case 5..<8: return [datagram, datagram]
            case 8..<10:
                // Held back until the next one overtakes it.
                defer { kept[direction] = datagram }
                return kept[direction].map { [$0] } ?? []
            default:
                defer { kept[direction] = nil }
                return [datagram] + (kept[direction].map { [$0] } ?? [])
            }
        }
        pair.connect(for: .seconds(9))
        #expect(
            pair.isEstablished,
            "\(pair.clientEvents) \(pair.serverEvents) \(pair.client.stage) \(pair.server.stage)")
    }
}
