import Bytes
import Testing
import Timing

@testable import Runtime

/// Datagrams that leave from where they lie, over real sockets.
struct FlightTests {
    private let loop: HandTurnedLoop

    init() throws {
        loop = try HandTurnedLoop()
    }

    @Test("messages leave from borrowed memory, runs and single ones, more than one call takes")
    func leaving() throws {
        let server = try UDPEnd(.loopbackV4, on: loop)
        let sender = try UDPEnd(.loopbackV4, on: loop)
        let memory = pattern(100 * 300)
        do {
            var flight = sender.port.flight(over: memory.bytes)
            for index in 0..<100 {
                flight.add(
                    index * 300..<index * 300 + 300, to: server.port.address,
                    segmentSize: index % 2 == 0 ? 100 : 0)
            }
        }
        loop.turn { server.received.count == 50 * 3 + 50 }
        let bytes = server.received.flatMap(\.bytes)
        #expect(bytes == memory)
        #expect(sender.port.sendCounters.messages == 100 && sender.port.sendCounters.datagrams == 200)
    }

    @Test("what cannot be sent is counted by reason, and those behind it are not held up")
    func refusals() throws {
        let server = try UDPEnd(.loopbackV4, on: loop)
        let sender = try UDPEnd(.loopbackV4, on: loop)
        let memory = pattern(70_000)
        do {
            var flight = sender.port.flight(over: memory.bytes)
            // Longer than any datagram, of a family that the port has no form for, to nowhere, and to nobody.
            flight.add(0..<70_000, to: server.port.address)
            flight.add(0..<10, to: SocketAddress(.loopbackV6, port: 9))
            flight.add(0..<10, to: SocketAddress(IPAddress(v4: 0xFFFF_FFFF), port: 9))
            flight.add(0..<10, to: SocketAddress(.loopbackV4, port: 1))
            flight.add(10..<30, to: server.port.address)
        }
        loop.turn { server.received.count == 1 }
        #expect(server.received[0].bytes == Array(memory[10..<30]))
        let counters = sender.port.sendCounters
        let dropped = SendDropReason.allCases.map { counters.dropped($0) }.reduce(0, +)
        #expect(counters.dropped(.invalid) == 2 && dropped == 3 && counters.messages == 2)
    }

    @Test("a flight of nothing sends nothing, and a closed port takes none")
    func nothing() throws {
        let sender = try UDPEnd(.loopbackV4, on: loop)
        do { _ = sender.port.flight(over: [1].bytes) }
        sender.port.close()
        do {
            var flight = sender.port.flight(over: [1].bytes)
            flight.add(0..<1, to: SocketAddress(.loopbackV4, port: 9))
        }
        #expect(sender.port.sendCounters == UDPSendCounters())
    }
}
