/// Our half of the transport: what an offer or an answer of ours says about ICE and DTLS.
public struct LocalTransport: Hashable, Sendable {
    /// Our name and password, from a cryptographic source.
    public var credentials: ICECredentials
    /// All our addresses; there is no trickling from a server (WHIP §4.3.2).
    public var candidates: [Candidate]
    /// What our certificate hashes to.
    public var fingerprints: [Fingerprint]
    /// Whether we only answer checks (RFC 8445 §2.5), as the server does.
    public var isLite: Bool

    /// A transport with all its parts.
    public init(
        credentials: ICECredentials, candidates: [Candidate], fingerprints: [Fingerprint], isLite: Bool = true
    ) {
        self.credentials = credentials
        self.candidates = candidates
        self.fingerprints = fingerprints
        self.isLite = isLite
    }

    /// What the m= and c= lines say: the default candidate (RFC 8839 §4.2.1.2), or port 9 of no address while
    /// there is none (RFC 8829 §5.2.1).
    var defaultAddress: (address: String, port: UInt16) {
        guard let candidate = candidates.first(where: { $0.transport == .udp && $0.component == 1 }) else {
            return ("0.0.0.0", 9)
        }
        return (candidate.address, candidate.port)
    }
}

extension Lines {
    /// Adds a `c=` line (RFC 8866 §5.7).
    mutating func append(connectionTo address: String) {
        append(Line("c", "IN \(address.utf8.contains(UInt8(ascii: ":")) ? "IP6" : "IP4") \(address)"))
    }

    /// Adds what every section says of a transport.
    ///
    /// Deviation: RFC 9143 §7.1.3 wants this in the tagged section of a bundle only. Every browser repeats it, and
    /// aiortc refuses sections without.
    mutating func append(_ transport: LocalTransport, setup: Setup) {
        append(transport.credentials)
        for fingerprint in transport.fingerprints { append(fingerprint) }
        append(setup)
    }

    /// Adds all candidates, and that there are no more (RFC 8840 §4.2).
    mutating func append(candidatesOf transport: LocalTransport) {
        for candidate in transport.candidates { append(candidate) }
        append(flag: "end-of-candidates")
    }
}
