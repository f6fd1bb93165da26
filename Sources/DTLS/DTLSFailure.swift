public import Crypto

/// Why a session could not be, in words for the operator of either side.
public enum DTLSFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The handshake took too long: what it waited for, and how often it had repeated its own part.
    case timedOut(DTLSStage, retransmissions: Int)
    /// The peer's certificate is not the one that its session description names.
    case fingerprintMismatch(expected: [Certificate.Fingerprint], actual: [Certificate.Fingerprint])
    /// The two sides have no SRTP profile in common, or the peer wants no SRTP at all.
    case noProfile
    /// OpenSSL gave up, or the peer did and said so: where the session stood, and OpenSSL's reason.
    case refused(DTLSStage, reason: String)

    /// What went wrong.
    public var description: String {
        switch self {
        case .timedOut(let stage, let count):
            "DTLS: gave up \(stage), after \(count) retransmissions"
        case .fingerprintMismatch(let expected, let actual):
            "DTLS: the peer's certificate has the fingerprint \(Self.list(actual)), "
                + "but its session description says \(Self.list(expected))"
        case .noProfile: "DTLS: no SRTP profile in common with the peer"
        case .refused(let stage, let reason): "DTLS: failed \(stage): \(reason)"
        }
    }

    private static func list(_ fingerprints: [Certificate.Fingerprint]) -> String {
        fingerprints.isEmpty ? "none" : fingerprints.map(\.description).joined(separator: " or ")
    }
}
