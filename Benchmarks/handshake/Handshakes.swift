import Bytes
import Crypto
import DTLS
import Timing

/// Handshakes without a network, and what the server's sides took.
struct Handshakes {
    /// Processor time of the server's side of one.
    let serverMicroseconds: Double

    /// Makes `count` handshakes one after another.
    init(of count: Int, _ client: DTLSIdentity, _ server: DTLSIdentity) throws {
        var total = 0.0
        for _ in 0..<count {
            let peer = try DTLSSession(client, role: .client, expecting: [server.certificate.fingerprint()])
            peer.start(at: .zero)
            var begin = ProcessorTime.microseconds
            let session = try DTLSSession(
                server, role: .server, expecting: [client.certificate.fingerprint()])
            total += ProcessorTime.microseconds - begin
            while session.stage != .established {
                let toServer = Self.datagrams(of: peer)
                begin = ProcessorTime.microseconds
                for datagram in toServer { session.handle(datagram.bytes, at: .zero) }
                let toClient = Self.datagrams(of: session)
                total += ProcessorTime.microseconds - begin
                for datagram in toClient { peer.handle(datagram.bytes, at: .zero) }
            }
            begin = ProcessorTime.microseconds
            session.mediaArrived(at: .zero)
            total += ProcessorTime.microseconds - begin
        }
        serverMicroseconds = total / Double(count)
    }

    /// What a session wants to send.
    static func datagrams(of session: DTLSSession) -> [[UInt8]] {
        var datagrams: [[UInt8]] = []
        while let output = session.pollOutput() {
            if case .transmit(let datagram) = output { datagrams.append(datagram) }
        }
        return datagrams
    }
}
