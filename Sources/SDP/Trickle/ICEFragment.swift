/// What `application/trickle-ice-sdpfrag` carries: candidates that were found later, or the credentials of an ICE
/// restart (RFC 8840 §9, WHIP §4.3).
public struct ICEFragment: Hashable, Sendable {
    /// The media type that fragments are sent as.
    public static let mediaType = "application/trickle-ice-sdpfrag"

    /// The credentials that the candidates are of. Others than those of the session ask for a restart.
    public var credentials: ICECredentials?
    /// The ICE options that were said.
    public var options: [String] = []
    /// Whether the writer is ICE-lite.
    public var isLite = false
    /// The names of the bundled sections, the tagged one first.
    public var bundle: [String] = []
    /// The section that the candidates are for; `nil` when they stand at the session level.
    public var mid: String?
    /// The candidates. Those of kinds we do not know are left out (WHIP §4.3.2: dropped silently).
    public var candidates: [Candidate]
    /// Whether there will be no more.
    public var isComplete: Bool

    /// A fragment with what a fragment is for.
    public init(credentials: ICECredentials?, candidates: [Candidate], mid: String?, isComplete: Bool) {
        self.credentials = credentials
        self.candidates = candidates
        self.mid = mid
        self.isComplete = isComplete
    }

    /// Reads a fragment.
    ///
    /// Under one bundle all sections share a transport, so whatever stands first counts: in a section, then at
    /// the session level, where RFC 8840 §4.4 also allows it.
    public init(parsing bytes: RawSpan) throws(SDPError) {
        let fragment = try SessionDescription(parsing: bytes, isFragment: true)
        let levels = fragment.media.map(\.lines) + [fragment.lines]
        for level in levels where credentials == nil { credentials = try level.credentials() }
        options = levels.flatMap { $0.readable(ICEOptions.self) }.flatMap(\.tags)
        isLite = fragment.lines.has("ice-lite")
        bundle = try fragment.lines.every(Group.self).first { $0.semantics == Group.bundle }?.mids ?? []
        mid = try levels.first(MediaIdentification.self)?.mid
        candidates = levels.flatMap { $0.readable(Candidate.self) }
        isComplete = levels.contains { $0.has("end-of-candidates") }
    }

    /// The fragment as it is sent. The m= line only says where a section begins (RFC 8840 §4.1); its kind and
    /// format are not read by anyone.
    public var text: String {
        var fragment = SessionDescription()
        if isLite { fragment.lines.append(flag: "ice-lite") }
        if !options.isEmpty { fragment.lines.append(ICEOptions(tags: options)) }
        if !bundle.isEmpty { fragment.lines.append(Group(semantics: Group.bundle, mids: bundle)) }
        guard let mid else {
            describeTransport(in: &fragment.lines)
            return fragment.text
        }
        var section = MediaSection(
            MediaLine(media: "audio", port: 9, proto: "UDP/TLS/RTP/SAVPF", formats: ["0"]))
        section.lines.append(MediaIdentification(mid: mid))
        describeTransport(in: &section.lines)
        fragment.media.append(section)
        return fragment.text
    }

    /// Adds credentials and candidates.
    private func describeTransport(in lines: inout Lines) {
        if let credentials { lines.append(credentials) }
        for candidate in candidates { lines.append(candidate) }
        if isComplete { lines.append(flag: "end-of-candidates") }
    }
}
