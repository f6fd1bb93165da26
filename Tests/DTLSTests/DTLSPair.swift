import Bytes
import Crypto
import Simulation
import Timing

@testable import DTLS

/// A client and a server of ours, and a path between them that a test may damage, on virtual time.
///
/// Every datagram takes ten milliseconds. `deliver` decides what becomes of one: what it returns arrives.
final class DTLSPair {
    /// Which way a datagram goes.
    enum Direction: Hashable { case toServer, toClient }

    /// A datagram under way.
    private struct Flight {
        let arrival: Instant
        let direction: Direction
        let datagram: [UInt8]
    }

    private static let delay = Duration.milliseconds(10)
    /// A certificate for each side, made once.
    static let certificates = (client: makeCertificate(), server: makeCertificate())

    private static func makeCertificate() -> Certificate {
        guard
            let made = try? Certificate(valid: .seconds(86_400), at: WallClock(seconds: 1_700_000_000))
        else { preconditionFailure("OpenSSL makes no P-256 certificate") }
        return made
    }

    let client: DTLSSession
    let server: DTLSSession
    private(set) var now = Instant.zero
    private var underWay: [Flight] = []
    private(set) var clientEvents: [DTLSSession.Event] = []
    private(set) var serverEvents: [DTLSSession.Event] = []
    /// Every datagram that was sent, whether it arrived or not.
    private(set) var sent: [(direction: Direction, datagram: [UInt8])] = []
    /// What becomes of a datagram: the number counts those of its direction from 0.
    var deliver: (_ direction: Direction, _ number: Int, _ datagram: [UInt8]) -> [[UInt8]] = { [$2] }

    init(
        client: DTLSIdentity? = nil, server: DTLSIdentity? = nil,
        clientExpects: [Certificate.Fingerprint]?? = .none,
        serverExpects: [Certificate.Fingerprint]?? = .none,
        maximumDatagram: Int = 1200
    ) throws {
        let clientIdentity = try client ?? DTLSIdentity(Self.certificates.client)
        let serverIdentity = try server ?? DTLSIdentity(Self.certificates.server)
        self.client = try DTLSSession(
            clientIdentity, role: .client,
            expecting: clientExpects ?? [serverIdentity.certificate.fingerprint()],
            maximumDatagram: maximumDatagram)
        self.server = try DTLSSession(
            serverIdentity, role: .server,
            expecting: serverExpects ?? [clientIdentity.certificate.fingerprint()])
    }

    /// Starts both and runs until `limit` after the start, or until nothing is left to happen.
    @discardableResult
    func connect(for limit: Duration = .seconds(2)) -> DTLSPair {
        server.start(at: now)
        client.start(at: now)
        drain()
        run(for: limit)
        return self
    }

    /// Lets time pass.
    func run(for duration: Duration) {
        let end = now.advanced(by: duration)
        while let next = nextMoment, next <= end {
            now = max(now, next)
            step()
        }
        now = end
    }

    private var nextMoment: Instant? {
        ([client.nextDeadline, server.nextDeadline].compactMap { $0 } + underWay.map(\.arrival)).min()
    }

    /// What is due now happens, one thing at a time.
    private func step() {
        if let index = underWay.firstIndex(where: { $0.arrival <= now }) {
            let flight = underWay.remove(at: index)
            hand(flight.datagram, to: flight.direction)
            return
        }
        for session in [client, server] where session.nextDeadline.map({ $0 <= now }) ?? false {
            session.handleTimeout(at: now)
            drain()
        }
    }

    /// Gives a datagram to one side at once.
    func hand(_ datagram: [UInt8], to direction: Direction) {
        (direction == .toServer ? server : client).handle(datagram.bytes, at: now)
        drain()
    }

    /// Takes what both sides want.
    func drain() {
        while let output = client.pollOutput() { take(output, .toServer, &clientEvents) }
        while let output = server.pollOutput() { take(output, .toClient, &serverEvents) }
    }

    private func take(
        _ output: DTLSSession.Output, _ direction: Direction, _ events: inout [DTLSSession.Event]
    ) {
        switch output {
        case .event(let event): events.append(event)
        case .transmit(let datagram):
            let number = sent.count { $0.direction == direction }
            sent.append((direction, datagram))
            for copy in deliver(direction, number, datagram) {
                underWay.append(
                    Flight(arrival: now.advanced(by: Self.delay), direction: direction, datagram: copy))
            }
        }
    }

    /// Whether both have the same keys and nothing else happened.
    var isEstablished: Bool {
        guard case .established? = clientEvents.first else { return false }
        return clientEvents == serverEvents && clientEvents.count == 1
    }
}
