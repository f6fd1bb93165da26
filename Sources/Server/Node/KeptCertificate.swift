import Crypto
import Runtime
import Timing

/// A certificate of ours that is kept in the data directory: made when it is missing, ends soon or cannot be read.
struct KeptCertificate: Sendable {
    /// What it is for.
    enum Purpose: String {
        /// `--tls auto`: browsers take no more than 398 days.
        case tls
        /// DTLS: a new one makes no difference to anybody, as each session says which it is.
        case webrtc
    }

    /// How long a certificate is valid.
    private static let validity = Duration.seconds(90 * 86_400)
    /// How long before its end it is made anew.
    private static let renewal = Duration.seconds(7 * 86_400)

    /// The certificate and its key.
    let certificate: Certificate
    /// Where the certificate is kept.
    let chainFile: String
    /// Where its key is kept.
    let keyFile: String

    /// The certificate for a purpose that is kept under a directory.
    init(_ purpose: Purpose, in dataDirectory: String, at now: WallClock) throws {
        let folder = "\(dataDirectory)/\(purpose.rawValue)"
        (chainFile, keyFile) = (folder + "/certificate.pem", folder + "/key.pem")
        if let kept = Self.read(chainFile, keyFile), !Self.endsSoon(kept.notAfter, at: now) {
            certificate = kept
            return
        }
        certificate = try Self.make(for: purpose, at: now)
        try FileSystem.makeDirectory(folder)
        // The key comes first: a crash between the two leaves a pair that does not match, and the next start makes
        // another.
        try FileSystem.write(certificate.keyPEM, to: keyFile, permissions: 0o600)
        try FileSystem.write(certificate.certificatePEM, to: chainFile, permissions: 0o644)
    }

    /// Whether a certificate that ends then should be made anew.
    static func endsSoon(_ end: WallClock, at now: WallClock) -> Bool {
        end.nanoseconds - now.nanoseconds < renewal.nanoseconds
    }

    /// A pair that was made before, if it still is one.
    private static func read(_ chainFile: String, _ keyFile: String) -> Certificate? {
        guard let chain = try? FileSystem.read(chainFile, limit: 1 << 20),
            let key = try? FileSystem.read(keyFile, limit: 1 << 20)
        else { return nil }
        return try? Certificate(pem: chain, keyPEM: key)
    }

    private static func make(for purpose: Purpose, at now: WallClock) throws(CryptoError) -> Certificate {
        switch purpose {
        case .tls:
            try Certificate(for: ["localhost"], addresses: ["127.0.0.1", "::1"], valid: validity, at: now)
        case .webrtc:
            try Certificate(valid: validity, at: now)
        }
    }
}
