import Bytes
import CLinux
import Crypto
import DTLS
import Timing

/// Bytes of heap that a server's session has at each of its stages, by the allocator's own count.
struct SessionMemory {
    /// The ServerHello was sent.
    let waiting: Int
    /// The handshake is complete, its last flight kept.
    let established: Int
    /// Only what a goodbye needs is kept.
    let atRest: Int

    /// Takes many sessions through their stages together.
    init(sessions count: Int, _ client: DTLSIdentity, _ server: DTLSIdentity) throws {
        let fingerprints = [client.certificate.fingerprint()]
        var peers: [DTLSSession] = []
        var hellos: [[UInt8]] = []
        for _ in 0..<count {
            let peer = try DTLSSession(client, role: .client, expecting: [server.certificate.fingerprint()])
            peer.start(at: .zero)
            hellos.append(Handshakes.datagrams(of: peer).first ?? [])
            peers.append(peer)
        }
        // The clients' memory changes with each step too, so a step of theirs is outside what is counted.
        var sessions: [DTLSSession] = []
        sessions.reserveCapacity(count)
        var flights: [[[UInt8]]] = []
        var before = Self.used
        for index in 0..<count {
            let session = try DTLSSession(server, role: .server, expecting: fingerprints)
            let hello = hellos[index]
            session.handle(hello.bytes, at: .zero)
            sessions.append(session)
        }
        for session in sessions { flights.append(Handshakes.datagrams(of: session)) }
        let bytesInFlight = flights.joined().reduce(0) { $0 + $1.count + 32 }
        let waiting = Self.used - before - bytesInFlight

        for index in 0..<count {
            for datagram in flights[index] { peers[index].handle(datagram.bytes, at: .zero) }
            flights[index] = Handshakes.datagrams(of: peers[index])
        }
        before = Self.used
        for index in 0..<count {
            for datagram in flights[index] { sessions[index].handle(datagram.bytes, at: .zero) }
            _ = Handshakes.datagrams(of: sessions[index])
        }
        let established = waiting + Self.used - before

        before = Self.used
        for session in sessions { session.mediaArrived(at: .zero) }
        let atRest = established + Self.used - before
        precondition(sessions.allSatisfy(\.isResting), "a handshake failed")
        self.waiting = waiting / count
        self.established = established / count
        self.atRest = atRest / count
    }

    private static var used: Int { Int(starling_heap_in_use()) }
}
