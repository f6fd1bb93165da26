import Bytes
import ICE
import SDP

/// The addresses that peers are told to send their media to, and what is wrong with them.
///
/// A server that listens everywhere advertises what its interfaces have; one behind a translator or in a container
/// also what the operator says that the world sees. Nobody can trickle more later (RFC 9725 §4.3.2), so what is
/// wrong here is wrong for every session, and said at the start.
struct AdvertisedAddresses: Equatable {
    /// One address that is advertised.
    struct Entry: Equatable {
        /// Where peers send to.
        let address: IPAddress
        /// The address whose socket gets what is sent there.
        let listening: IPAddress
        /// Whether the operator named it; such addresses come first.
        let isPublic: Bool
    }

    /// Something an operator should know, in order of severity.
    enum Finding: Equatable {
        /// Nothing is advertised: no session can connect.
        case nothing
        /// A public address that no peer can reach or that no socket of ours has the family of.
        case unusable(IPAddress, reason: String)
        /// Only this machine can connect.
        case loopbackOnly
        /// Only networks with private addresses can connect (RFC 1918, RFC 4193), or peers beyond a translator's
        /// forwarding that was not told to us.
        case privateOnly
    }

    /// What is advertised, most wanted first.
    let entries: [Entry]
    /// What is wrong with it.
    let findings: [Finding]

    /// The addresses for sockets on `listen`, on a machine with these `interfaces`, seen as `public` from outside.
    init(listen: [IPAddress], public named: [IPAddress], interfaces: [IPAddress]) {
        var entries: [Entry] = []
        var findings: [Finding] = []
        for address in named {
            if let reason = Self.problem(with: address) {
                findings.append(.unusable(address, reason: reason))
            } else if let socket = listen.first(where: { Self.takes($0, address) }) {
                entries.append(Entry(address: address, listening: socket, isPublic: true))
            } else {
                let family = address.isV4 ? "IPv4" : "IPv6"
                let wildcard: IPAddress = address.isV4 ? .anyV4 : .anyV6
                findings.append(
                    .unusable(
                        address,
                        reason: "nothing listens beyond loopback with \(family); add --listen \(wildcard)"))
            }
        }
        for socket in listen {
            for address in Self.reached(by: socket, interfaces: interfaces)
            where !entries.contains(where: { $0.address == address }) {
                entries.append(Entry(address: address, listening: socket, isPublic: false))
            }
        }
        if let finding = Self.judge(entries.map(\.address)) { findings.append(finding) }
        self.entries = entries
        self.findings = findings
    }

    /// The addresses of this machine that reach a socket. Loopback counts among all only where there is nothing
    /// else, and link-local addresses mean nothing without a scope, which SDP has no word for.
    private static func reached(by socket: IPAddress, interfaces: [IPAddress]) -> [IPAddress] {
        guard socket.isUnspecified else { return [socket] }
        let own = interfaces.filter { takes(socket, $0) && !$0.isLinkLocal && !$0.isUnspecified }
        let outer = own.filter { !$0.isLoopback }
        return outer.isEmpty ? own : outer
    }

    /// Whether a socket on `listening` gets what is sent to `address`, perhaps by a translator. `::` takes both
    /// families; a socket on loopback gets nothing from elsewhere.
    private static func takes(_ listening: IPAddress, _ address: IPAddress) -> Bool {
        guard !listening.isLoopback || address.isLoopback else { return false }
        return listening == .anyV6 || listening.isV4 == address.isV4
    }

    /// Why no peer can use an address, whatever the network does.
    private static func problem(with address: IPAddress) -> String? {
        if address.isUnspecified { return "it is no address to send to" }
        if address.isLinkLocal { return "it is link-local" }
        return nil
    }

    /// What is to be said of all addresses together.
    private static func judge(_ addresses: [IPAddress]) -> Finding? {
        if addresses.isEmpty { return .nothing }
        if addresses.allSatisfy(\.isLoopback) { return .loopbackOnly }
        return addresses.allSatisfy { $0.isLoopback || $0.isPrivate } ? .privateOnly : nil
    }
}

extension AdvertisedAddresses {
    /// What an answer says of ports that are open at `sockets`: the addresses in order over UDP, and the same over TCP
    /// for peers whose UDP is blocked (RFC 6544).
    func candidates(at sockets: [SocketAddress]) -> [Candidate] {
        let ends = entries.compactMap { entry in
            sockets.first { $0.ip == entry.listening }.map { entry.address.at(port: $0.port) }
        }
        return ends.enumerated().map { index, end in
            Candidate(end, .udp, preference: UInt16.max - UInt16(clamping: index))
        }
            + ends.enumerated().map { index, end in
                // RFC 6544 §4.2: the direction in the top three bits, 4 for passive; below every UDP candidate.
                Candidate(end, .tcp, preference: 4 << 13 | (0x1FFF - UInt16(clamping: index)))
            }
    }
}

extension Candidate {
    /// A candidate of ours: an address of a host, with equal foundations exactly for equal addresses and transports.
    /// They are bare numbers: ffmpeg takes the first `udp` in the line for the transport, wherever it stands.
    fileprivate init(_ end: SocketAddress, _ transport: Transport, preference: UInt16) {
        self.init(
            foundation: "\(preference)", transport: transport,
            priority: CandidatePriority.priority(of: .host, localPreference: preference),
            address: end.ip.description, port: end.port, tcpType: transport == .tcp ? .passive : nil)
    }
}

extension IPAddress {
    /// The address with a port.
    fileprivate func at(port: UInt16) -> SocketAddress { SocketAddress(self, port: port) }

    /// Whether it is 10/8, 172.16/12, 192.168/16 (RFC 1918), 100.64/10 (RFC 6598) or fc00::/7 (RFC 4193).
    var isPrivate: Bool {
        guard let v4 else { return high >> 57 == 0x7E }
        return v4 >> 24 == 10 || v4 >> 20 == 0xAC1 || v4 >> 16 == 0xC0A8 || v4 >> 22 == 0x191
    }
}

extension AdvertisedAddresses.Finding: CustomStringConvertible {
    /// One sentence for the operator, with what to do.
    var description: String {
        switch self {
        case .nothing:
            "no address can be advertised, so no peer can connect; check --listen, or name one with --public-address"
        case .unusable(let address, let reason):
            "--public-address \(address) cannot work: \(reason)"
        case .loopbackOnly:
            "only browsers on this machine can connect; set --listen to let others in"
        case .privateOnly:
            "only private addresses are advertised; peers elsewhere need --public-address and forwarded ports"
        }
    }
}
