/// The other side's half of the transport: with whom ICE and DTLS are to speak.
public struct RemoteTransport: Hashable, Sendable {
    /// Its name and password.
    public var credentials: ICECredentials
    /// Its ICE options, such as "trickle".
    public var options: [String]
    /// Whether it only answers checks.
    public var isLite: Bool
    /// The addresses it named, each once. A lite agent has no use for them.
    public var candidates: [Candidate]
    /// Whether it said that there are no more.
    public var hasAllCandidates: Bool
    /// What its certificate must hash to: one of these, all by hashes that we trust (RFC 8122 §5).
    public var fingerprints: [Fingerprint]

    /// The most candidates that are kept. A machine has a handful of addresses.
    static let candidateLimit = 64

    /// Reads the transport of a bundle. `section` is the tagged one, whose word counts; what it leaves out is
    /// said for the whole session (RFC 8839 §5.4, RFC 8122 §5).
    init(_ section: MediaSection, of description: SessionDescription) throws(Refusal) {
        let levels = [section.lines, description.lines]
        let (found, said) = try Refusal.ifMalformed { () throws(SDPError) in
            var found: ICECredentials?
            var said: [Fingerprint] = []
            for level in levels {
                if found == nil { found = try level.credentials() }
                if said.isEmpty { said = try level.every(Fingerprint.self) }
            }
            return (found, said)
        }
        guard let found else { throw .noCredentials }
        guard !said.isEmpty else { throw .noFingerprint }
        credentials = found
        fingerprints = said.filter { $0.algorithm != nil }
        guard !fingerprints.isEmpty else { throw .weakFingerprint(said.map(\.name)) }
        options = levels.flatMap { $0.readable(ICEOptions.self) }.flatMap(\.tags)
        isLite = description.lines.has("ice-lite")
        candidates = Self.candidates(in: description)
        hasAllCandidates = levels.contains { $0.has("end-of-candidates") }
    }

    /// All candidates of a description, each once; those we cannot read are left out.
    private static func candidates(in description: SessionDescription) -> [Candidate] {
        var seen: Set<Candidate> = []
        return ([description.lines] + description.media.map(\.lines))
            .flatMap { $0.readable(Candidate.self) }
            .filter { seen.count < candidateLimit && seen.insert($0).inserted }
    }
}
