import Crypto
import DTLS
import SDP
import Synchronization
import Timing

/// The certificate that new sessions are answered with; it is renewed while the server runs, and sessions that began
/// with another keep that.
final class MediaIdentity: Sendable {
    /// What DTLS makes of the certificate, and what peers check it by.
    struct Present: Sendable {
        /// For sessions.
        let identity: DTLSIdentity
        /// For answers.
        let fingerprint: Fingerprint
    }

    /// Where the certificate is kept.
    private let dataDirectory: String
    /// The present one.
    private let present: Mutex<Present>

    /// The certificate that is kept in the data directory, made when it is missing.
    init(in dataDirectory: String, at now: WallClock) throws {
        self.dataDirectory = dataDirectory
        present = Mutex(try Self.load(dataDirectory, at: now))
    }

    /// What new sessions are answered with.
    var current: Present { present.withLock { $0 } }

    /// Makes another certificate when the present one ends soon; whether it did.
    func renew(at now: WallClock) throws -> Bool {
        guard KeptCertificate.endsSoon(current.identity.certificate.notAfter, at: now) else { return false }
        let renewed = try Self.load(dataDirectory, at: now)
        present.withLock { $0 = renewed }
        return true
    }

    private static func load(_ dataDirectory: String, at now: WallClock) throws -> Present {
        let certificate = try KeptCertificate(.webrtc, in: dataDirectory, at: now).certificate
        return Present(
            identity: try DTLSIdentity(certificate),
            fingerprint: Fingerprint(.sha256, certificate.fingerprint(.sha256).bytes))
    }
}
