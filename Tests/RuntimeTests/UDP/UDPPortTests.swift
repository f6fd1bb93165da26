import Bytes
import Glibc
import Testing
import Timing

@testable import Runtime

/// Real sockets on loopback and ports that the kernel picks, on one loop that the test turns.
struct UDPPortTests {
    private let loop: HandTurnedLoop

    init() throws {
        loop = try HandTurnedLoop()
    }

    @Test(
        "datagrams arrive whole with their sender's address, over IPv4, IPv6 and a dual-stack port",
        arguments: [
            (IPAddress.loopbackV4, IPAddress.loopbackV4), (.loopbackV6, .loopbackV6),
            (.anyV6, .loopbackV4), (.anyV6, .loopbackV6), (.anyV4, .loopbackV4),
        ])
    func arrive(at ip: IPAddress, from client: IPAddress) throws {
        let server = try UDPEnd(ip, on: loop)
        let sender = try UDPEnd(client, on: loop)
        let sent = [1, 200, 1216, 1472, 9000, 65_000].map { pattern($0) }
        sender.send(sent, to: SocketAddress(client, port: server.port.address.port))
        loop.turn { server.received.count == sent.count }
        let isWhole = server.received.map(\.bytes) == sent
        #expect(isWhole)
        #expect(server.received.allSatisfy { $0.peer == sender.port.address })
        #expect(server.received.allSatisfy { $0.local == (ip.isUnspecified ? client : nil) })
    }

    @Test(
        "an answer leaves from the address that was asked",
        arguments: [
            (IPAddress.anyV4, IPAddress("127.0.0.2"), IPAddress.loopbackV4),
            (.anyV6, IPAddress("127.0.0.3"), .loopbackV4), (.anyV6, .loopbackV6, .loopbackV6),
        ])
    func answers(at ip: IPAddress, asked: IPAddress?, from client: IPAddress) throws {
        let asked = try #require(asked)
        let server = try UDPEnd(ip, on: loop)
        let sender = try UDPEnd(client, on: loop)
        sender.send([[1]], to: SocketAddress(asked, port: server.port.address.port))
        loop.turn { !server.received.isEmpty }
        let question = server.received[0]
        server.send([[2]], to: question.peer, from: question.local)
        loop.turn { !sender.received.isEmpty }
        #expect(sender.received[0].peer == SocketAddress(asked, port: server.port.address.port))
    }

    @Test(
        "a run arrives as its datagrams, split by the kernel or by us",
        arguments: [true, false], [IPAddress.loopbackV4, .loopbackV6])
    func runs(coalescing: Bool, ip: IPAddress) throws {
        var options = UDPOptions()
        options.coalesces = coalescing
        let server = try UDPEnd(ip, options: options, on: loop)
        let sender = try UDPEnd(ip, on: loop)
        let bytes = pattern(52 * 1216 + 100)
        sender.send(run: bytes, of: 1216, to: server.port.address)
        loop.turn { server.received.count == 53 }
        let isWhole = server.received.flatMap(\.bytes) == bytes
        #expect(isWhole)
        #expect(server.received.map(\.bytes.count) == Array(repeating: 1216, count: 52) + [100])
        // The kernel splits them before it says how many they were.
        #expect(
            server.received.map(\.run)
                == (coalescing ? [53] + Array(repeating: 0, count: 52) : Array(repeating: 1, count: 53)))
        #expect(sender.port.sendCounters.messages == 1)
        #expect(sender.port.sendCounters.datagrams == 53)
        #expect(server.port.receiveCounters.datagrams == 53)
        // 16 slots a call: one call only when the kernel coalesced.
        #expect(!coalescing || server.port.receiveCounters.batches == 1)
    }

    @Test("more datagrams than one turn takes all arrive")
    func many() throws {
        let server = try UDPEnd(.loopbackV4, on: loop)
        let sender = try UDPEnd(.loopbackV4, on: loop)
        let sent = (0..<1000).map { pattern(100, $0) }
        sender.send(sent, to: server.port.address)
        loop.turn { server.received.count == sent.count }
        let isWhole = server.received.map(\.bytes) == sent
        #expect(isWhole)
    }

    @Test("a datagram larger than its slot is dropped and counted, and its neighbours arrive")
    func truncated() throws {
        var options = UDPOptions()
        options.coalesces = false
        let server = try UDPEnd(.loopbackV4, options: options, on: loop)
        let sender = try UDPEnd(.loopbackV4, on: loop)
        sender.send([pattern(2048), pattern(2049), [], pattern(5)], to: server.port.address)
        loop.turn { server.received.count == 2 }
        #expect(server.received.map(\.bytes.count) == [2048, 5])
        #expect(server.port.receiveCounters.truncated == 1)
    }

    @Test("a run that the kernel refuses goes as single datagrams, and so do those after it")
    func refusedRun() throws {
        let server = try UDPEnd(.loopbackV4, on: loop)
        let sender = try UDPEnd(.loopbackV4, largestRun: 1000, on: loop)
        for seed in 0..<2 {
            sender.send(run: pattern(300 * 100 + 7, seed), of: 100, to: server.port.address)
        }
        loop.turn { server.received.count == 602 }
        let isWhole = server.received.flatMap(\.bytes) == pattern(30_007) + pattern(30_007, 1)
        #expect(isWhole)
        #expect(sender.port.sendCounters.refusedRuns == 1)
        #expect(sender.port.sendCounters.datagrams == 602)
        #expect(sender.port.sendCounters.messages == 2)
    }

    @Test("the kernel's limit of segments is one of the known ones")
    func limit() {
        #expect(SegmentLimit.ofKernel == 64 || SegmentLimit.ofKernel == 128)
    }

    @Test("what has no form on the wire is refused, counted and holds nothing up")
    func unfit() throws {
        let server = try UDPEnd(.loopbackV4, on: loop)
        let sender = try UDPEnd(.loopbackV4, on: loop)
        var batch = SendBatch(for: sender.port)
        let otherFamily = batch.append([1].bytes, to: SocketAddress(.loopbackV6, port: 9))
        let tooLarge = batch.append(pattern(65_508).bytes, to: server.port.address)
        #expect(!otherFamily)
        #expect(!tooLarge)
        batch.append([1].bytes, to: SocketAddress(.loopbackV4, port: 0))
        batch.append([2].bytes, to: server.port.address)
        sender.port.send(&batch)
        loop.turn { server.received.count == 1 }
        #expect(sender.port.sendCounters.dropped(.invalid) == 3)
        #expect(sender.port.sendCounters.datagrams == 1)
    }

    @Test("the ECN bits are readable", arguments: [IPAddress.loopbackV4, .loopbackV6, .anyV6])
    func ecn(ip: IPAddress) throws {
        var options = UDPOptions()
        options.readsECN = true
        let server = try UDPEnd(ip, options: options, on: loop)
        // The last case sends IPv4 to a dual-stack port.
        let client = ip == .anyV6 ? IPAddress.loopbackV4 : ip
        let socket = try Socket(datagramsOf: AddressFamily(of: client))
        if client.isV4 {
            try socket.set(Int32(IPPROTO_IP), IP_TOS, 0xB9)
        } else {
            try socket.set(Int32(IPPROTO_IPV6), IPV6_TCLASS, 0xB9)
        }
        let sender = try UDPPort(
            socket, at: SocketAddress(client, port: 0), options: UDPOptions(), largestRun: 64,
            on: loop.poller,
            received: { _, _ in })
        var batch = SendBatch(for: sender)
        batch.append([1].bytes, to: SocketAddress(client, port: server.port.address.port))
        sender.send(&batch)
        loop.turn { !server.received.isEmpty }
        #expect(server.received[0].ecn == 1)
    }

    @Test(
        "when a datagram arrived is the kernel's word, whenever it is fetched",
        arguments: [IPAddress.loopbackV4, .anyV6])
    func arrival(ip: IPAddress) throws {
        var options = UDPOptions()
        options.readsArrival = true
        let server = try UDPEnd(ip, options: options, on: loop)
        let sender = try UDPEnd(.loopbackV4, on: loop)
        // The kernel begins to stamp what arrives in its own time, soon after it was asked to; until then it stamps what is
        // fetched.
        var (isItsWord, attempts) = (false, 0)
        while !isItsWord, attempts < 1000 {
            attempts += 1
            let seen = server.received.count
            let before = Clock.wall
            sender.send([[1], [2]], to: SocketAddress(.loopbackV4, port: server.port.address.port))
            let after = Clock.wall
            loop.turn { server.received.count == seen + 2 }
            let arrivals = server.received[seen...].map(\.arrived)
            isItsWord = arrivals.allSatisfy { $0.map { (before...after).contains($0) } ?? false }
            #expect(server.received[seen...].map(\.run) == [1, 1])
        }
        #expect(isItsWord, "after \(attempts) attempts")
    }

    @Test("an owner that fetches when it likes is not called before")
    func drained() throws {
        var options = UDPOptions()
        options.isDrainedByOwner = true
        let server = try UDPEnd(.loopbackV4, options: options, on: loop)
        let sender = try UDPEnd(.loopbackV4, on: loop)
        let sent = (0..<1000).map { pattern(100, $0) }
        sender.send(sent, to: server.port.address)
        loop.poller.turn(mayWait: false)
        #expect(server.received.isEmpty)
        server.port.drain(at: Clock.now)
        // What is left after its share of a turn comes with the next, unasked.
        loop.turn { server.received.count == sent.count }
    }

    @Test("what nobody fetches in time is counted by the kernel")
    func overflows() throws {
        var options = UDPOptions()
        options.receiveBuffer = 2048
        let server = try UDPEnd(.loopbackV4, options: options, on: loop)
        let sender = try UDPEnd(.loopbackV4, on: loop)
        sender.send((0..<200).map { pattern(1000, $0) }, to: server.port.address)
        let lost = server.port.receiveOverflows
        #expect(lost > 0)
        loop.turn { server.received.count == 200 - lost }
    }

    @Test("buffers are what was asked for, or what the system allows, and said")
    func buffers() throws {
        let end = try UDPEnd(.loopbackV4, on: loop)
        #expect((1...(4 << 20)).contains(end.port.sendBuffer))
        #expect((1...(4 << 20)).contains(end.port.receiveBuffer))
    }

    @Test(
        "a port that sends by a second socket gets everything, answers from its port, and is nobody else's",
        arguments: [
            (IPAddress.loopbackV4, IPAddress.loopbackV4), (.anyV4, .loopbackV4), (.anyV6, .loopbackV4),
            (.anyV6, .loopbackV6), (.loopbackV6, .loopbackV6),
        ])
    func apart(at ip: IPAddress, from client: IPAddress) throws {
        var options = UDPOptions()
        options.sendsApart = true
        let server = try UDPEnd(ip, options: options, on: loop)
        let address = SocketAddress(client, port: server.port.address.port)
        // The kernel would spread as many over both sockets.
        let clients = try (0..<32).map { _ in try UDPEnd(client, on: loop) }
        for sender in clients { sender.send([[1]], to: address) }
        loop.turn { server.received.count == clients.count }
        for question in server.received { server.send([[2]], to: question.peer, from: question.local) }
        loop.turn { clients.allSatisfy { !$0.received.isEmpty } }
        #expect(clients.allSatisfy { $0.received[0].peer == address })
        for options in [options, UDPOptions()] {
            #expect(throws: SystemError("bind", code: EADDRINUSE)) {
                _ = try UDPPort(at: server.port.address, options: options, on: loop.poller) { _, _ in }
            }
        }
    }

    @Test("a closed port receives nothing and sends nothing")
    func close() throws {
        let first = try UDPEnd(.loopbackV4, on: loop)
        let second = try UDPEnd(.loopbackV4, on: loop)
        first.port.close()
        second.send([[1]], to: first.port.address)
        first.send([[1]], to: second.port.address)
        second.send([[2]], to: second.port.address)
        loop.turn { !second.received.isEmpty }
        #expect(second.received.map(\.bytes) == [[2]])
        #expect(first.received.isEmpty)
    }
}
