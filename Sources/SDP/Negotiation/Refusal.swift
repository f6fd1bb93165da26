/// Why an offer, or an answer, cannot become a session.
///
/// WHIP and WHEP turn `malformed` into 400, `noCommonCodec` into 406 and the others into 422; the text says what
/// the two sides have and want, so that a person can tell which of them to change.
public enum Refusal: Error, Hashable, Sendable {
    /// The description itself cannot be read.
    case malformed(SDPError)
    /// There is no audio or video section that is not switched off.
    case nothingOffered
    /// More sections of a kind than the session may have.
    case tooManySections(MediaKind, offered: Int, limit: Int)
    /// No section lets media flow the way the session is for.
    case wrongDirection(offered: [Direction], wanted: Direction)
    /// A section has no codec that we forward; both lists in words.
    case noCommonCodec(MediaKind, offered: [String], supported: [String])
    /// A section wants a transport that is not RTP.
    case notRTP(MediaKind, proto: String)
    /// A section is not in the BUNDLE group that the others share a transport by.
    case notBundled(section: Int)
    /// A section wants RTCP on a port of its own.
    case noRTCPMux(section: Int)
    /// There is no `a=ice-ufrag` or `a=ice-pwd`.
    case noCredentials
    /// There is no `a=fingerprint`.
    case noFingerprint
    /// Every fingerprint is by a hash that is broken; their names.
    case weakFingerprint([String])
    /// `a=setup:holdconn`, or a role that does not answer ours.
    case unusableSetup(String)
    /// Both sides are ICE-lite, so that neither would ever check a path.
    case bothLite
    /// A section is not where it was in this session, or is of another kind or name.
    case movedSection(section: Int)
    /// An offer that goes on with a session names other credentials, another certificate or another role than it has.
    case otherTransport
    /// The answer is not to our offer: it has another number of sections, or accepts none.
    case notAnAnswer(sections: Int, offered: Int)
}

extension Refusal: CustomStringConvertible {
    /// A sentence or two for the author of the description.
    public var description: String {
        switch self {
        case .malformed(let error): error.description
        case .nothingOffered: "The description has no audio or video section in use."
        case .tooManySections(let kind, let offered, let limit):
            "The offer has \(offered) \(kind.rawValue) sections; at most \(limit) can be used."
        case .wrongDirection(let offered, let wanted):
            "The sections are \(offered.map(\.rawValue).joined(separator: ", ")); "
                + "at least one must be \(wanted.rawValue) or sendrecv."
        case .noCommonCodec(let kind, let offered, let supported):
            "No \(kind.rawValue) codec in common. Offered: \(Self.list(offered)). Supported: \(Self.list(supported))."
        case .notRTP(let kind, let proto):
            "The \(kind.rawValue) section uses \(proto); UDP/TLS/RTP/SAVPF is needed."
        case .notBundled(let section):
            "Section \(section + 1) is not in the a=group:BUNDLE of the others. One transport carries everything "
                + "here: offer with the bundle policy max-bundle."
        case .noRTCPMux(let section):
            "Section \(section + 1) has no a=rtcp-mux; RTCP is only spoken on the port of RTP."
        case .noCredentials: "There is no a=ice-ufrag with an a=ice-pwd."
        case .noFingerprint: "There is no a=fingerprint; media is only sent encrypted, with DTLS-SRTP."
        case .weakFingerprint(let names):
            "The fingerprints use \(Self.list(names)); sha-256, sha-384 or sha-512 is needed."
        case .unusableSetup(let role): "a=setup:\(role) does not allow a DTLS handshake."
        case .bothLite: "Both sides are ICE-lite; one of them must check connectivity."
        case .movedSection(let section):
            "Section \(section + 1) is not the one that it was. Sections stay in their places; one that is not needed any "
                + "more is made inactive, and can be used again."
        case .otherTransport:
            "The session has another ICE user name, fingerprint or DTLS role. An ICE restart is asked for by itself."
        case .notAnAnswer(let sections, let offered):
            "The answer accepts \(sections) sections of the \(offered) that were offered."
        }
    }

    private static func list(_ names: [String]) -> String {
        names.isEmpty ? "none" : names.joined(separator: ", ")
    }

    /// Carries out `body`, and turns what it cannot read into a refusal.
    static func ifMalformed<Value>(_ body: () throws(SDPError) -> Value) throws(Refusal) -> Value {
        do {
            return try body()
        } catch {
            throw .malformed(error)
        }
    }
}
