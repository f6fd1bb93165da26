import Bytes
import DTLS
import Simulation
import Testing
import Timing

/// What anybody may send to our port.
@Suite struct HostileDatagramTests {
    /// Datagrams of a good handshake and of what follows it.
    private static func samples() throws -> [[UInt8]] {
        let pair = try DTLSPair().connect()
        pair.client.close(at: pair.now)
        pair.drain()
        return pair.sent.map(\.datagram)
    }

    /// A plaintext alert: type, version, epoch, sequence, length, level, description.
    private static func alert(_ level: UInt8, _ code: UInt8, epoch: UInt8 = 0) -> [UInt8] {
        [21, 0xFE, 0xFD, 0, epoch, 0, 0, 0, 0, 0, 99, 0, 2, level, code]
    }

    @Test(
        "an established session survives ten thousand damaged datagrams, and still hears the true goodbye",
        arguments: [false, true])
    func established(isResting: Bool) throws {
        let samples = try Self.samples()
        let pair = try DTLSPair().connect()
        if isResting { pair.run(for: .seconds(11)) }
        let count = pair.sent.count
        for datagram in Mutations(of: samples) {
            pair.server.handle(datagram.bytes, at: pair.now)
            while let output = pair.server.pollOutput() { Issue.record("\(output)") }
        }
        #expect(pair.server.stage == .established)
        #expect(pair.sent.count == count)
        pair.client.close(at: pair.now)
        pair.drain()
        pair.run(for: .seconds(1))
        #expect(pair.serverEvents.last == .closed)
    }

    @Test("ten thousand damaged handshakes trap nothing")
    func handshake() throws {
        let samples = try Self.samples()
        var identity = try DTLSIdentity(DTLSPair.certificates.server)
        var session = try DTLSSession(identity, role: .server)
        for (number, datagram) in Mutations(of: [samples[0], samples[2], samples[0]]).enumerated() {
            session.handle(datagram.bytes, at: .zero)
            while session.pollOutput() != nil {}
            if number % 5 == 4 { session = try DTLSSession(identity, role: .server) }
            if number == 5_000 { identity = try DTLSIdentity(DTLSPair.certificates.client) }
        }
    }

    @Test("a client that is answered with damage traps nothing")
    func client() throws {
        let samples = try Self.samples()
        let identity = try DTLSIdentity(DTLSPair.certificates.client)
        for datagram in Mutations(of: samples, count: Mutations.usualCount / 10) {
            let session = try DTLSSession(identity, role: .client)
            session.start(at: .zero)
            session.handle(datagram.bytes, at: .zero)
            while session.pollOutput() != nil {}
        }
    }

    @Test("a datagram cut at any length is harmless, before, during and after a handshake")
    func truncated() throws {
        let samples = try Self.samples()
        let pair = try DTLSPair()
        let (first, others) = (samples[0], samples[1...])
        for length in 0..<first.count { pair.hand(Array(first[..<length]), to: .toServer) }
        #expect(pair.serverEvents == [])
        pair.connect()
        #expect(pair.isEstablished)
        for datagram in others {
            for length in 0..<datagram.count { pair.hand(Array(datagram[..<length]), to: .toServer) }
        }
        #expect(pair.isEstablished)
    }

    @Test("a forged alert ends no session that is established", arguments: [false, true], [0, 1] as [UInt8])
    func forgedAlert(isResting: Bool, epoch: UInt8) throws {
        let pair = try DTLSPair().connect()
        if isResting { pair.run(for: .seconds(11)) }
        for code in 0..<UInt8(120) {
            pair.hand(Self.alert(1, code, epoch: epoch), to: .toServer)
            pair.hand(Self.alert(2, code, epoch: epoch), to: .toServer)
            pair.hand(Self.alert(2, code, epoch: epoch), to: .toClient)
        }
        #expect(pair.isEstablished)
    }

    @Test(
        "a sealed record too short to be opened ends no session, nor one behind what is no record",
        arguments: [0, 23])
    func shortRecord(length: UInt8) throws {
        let pair = try DTLSPair().connect()
        let record: [UInt8] =
            [23, 0xFE, 0xFD, 0, 1, 0, 0, 0, 0, 0, 99, 0, length] + [UInt8](repeating: 7, count: Int(length))
        pair.hand(record, to: .toServer)
        pair.hand(record, to: .toClient)
        let strange: [UInt8] = [23, 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 5, 1, 1]
        pair.hand(strange + record, to: .toServer)
        #expect(pair.isEstablished)
    }

    @Test("a goodbye with any bit changed is none, the true one is", arguments: [false, true])
    func changedGoodbye(isResting: Bool) throws {
        let pair = try DTLSPair().connect()
        if isResting { pair.run(for: .seconds(11)) }
        pair.deliver = { _, _, _ in [] }
        pair.client.close(at: pair.now)
        pair.drain()
        let goodbye = pair.sent[pair.sent.count - 1].datagram
        // Not the third byte: an alert whose minor version is odd is as good to OpenSSL, which authenticates its own.
        for bit in 0..<8 * goodbye.count where bit / 8 != 2 {
            var changed = goodbye
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            pair.hand(changed, to: .toServer)
        }
        #expect(pair.server.stage == .established)
        pair.hand(goodbye, to: .toServer)
        #expect(pair.serverEvents.last == .closed)
    }

    @Test("an old ClientHello, and a whole old handshake, replayed into an established session are ignored")
    func replay() throws {
        let pair = try DTLSPair().connect()
        let old = pair.sent.filter { $0.direction == .toServer }.map(\.datagram)
        for datagram in old + old.reversed() { pair.hand(datagram, to: .toServer) }
        pair.run(for: .seconds(1))
        #expect(pair.isEstablished)
        #expect(pair.sent.count { $0.direction == .toServer } == old.count)
    }

    @Test(
        "the largest and the smallest datagram are nothing special",
        arguments: [0, 1, 12, 13, 14, 17_000, 65_507])
    func sizes(count: Int) throws {
        let datagram = [22, 0xFE, 0xFD] + [UInt8](repeating: 0, count: 65_507)
        let pair = try DTLSPair()
        pair.hand(Array(datagram[..<count]), to: .toServer)
        pair.connect()
        #expect(pair.isEstablished)
        pair.hand(Array(datagram[..<count]), to: .toServer)
        pair.run(for: .seconds(11))
        pair.hand(Array(datagram[..<count]), to: .toServer)
        #expect(pair.isEstablished)
    }
}
