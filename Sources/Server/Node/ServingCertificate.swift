import Crypto
import Runtime
import Timing

/// The certificate that the secure ports show: the operator's, or one that we make and keep in the data directory.
struct ServingCertificate: Sendable {
    /// How long a certificate of ours is valid; browsers take no more than 398 days.
    private static let validity = Duration.seconds(90 * 86_400)
    /// How long before its end ours is made anew.
    private static let renewal = Duration.seconds(7 * 86_400)

    /// What connections use.
    let context: TLSContext
    /// When it ends.
    let end: WallClock
    /// Whether we may make another.
    private let isOurs: Bool

    /// The certificate that the configuration asks for; `nil` when it asks for none. Makes ours when it is missing,
    /// ends soon or cannot be read.
    init?(_ configuration: Configuration, at now: WallClock) throws {
        guard let wanted = configuration.tls.certificate else { return nil }
        let chain: String
        let key: String
        switch wanted {
        case .files(let chainFile, let keyFile):
            (chain, key, isOurs) = (chainFile, keyFile, false)
        case .selfSigned:
            let folder = configuration.operations.dataDirectory + "/tls"
            (chain, key, isOurs) = (folder + "/certificate.pem", folder + "/key.pem", true)
            if !Self.isUsable(chain, key, at: now) { try Self.make(chain, key, in: folder, at: now) }
        }
        context = try TLSContext(certificate: chain, key: key, protocols: ["h2", "http/1.1"])
        end = (try? FileSystem.read(chain, limit: 1 << 20)).flatMap { Certificate.expiry(ofPEM: $0) } ?? now
    }

    /// Whether it is ours to make and time to do so.
    func endsSoon(at now: WallClock) -> Bool {
        isOurs && Self.endsSoon(end, at: now)
    }

    private static func endsSoon(_ end: WallClock, at now: WallClock) -> Bool {
        end.nanoseconds - now.nanoseconds < renewal.nanoseconds
    }

    /// Whether a pair that we made before still serves.
    private static func isUsable(_ chain: String, _ key: String, at now: WallClock) -> Bool {
        guard let pem = try? FileSystem.read(chain, limit: 1 << 20), let end = Certificate.expiry(ofPEM: pem),
            !endsSoon(end, at: now)
        else { return false }
        return (try? TLSContext(certificate: chain, key: key, protocols: [])) != nil
    }

    /// Makes a pair. The key comes first: a crash between the two leaves a pair that does not match, and the next
    /// start makes another.
    private static func make(_ chain: String, _ key: String, in folder: String, at now: WallClock) throws {
        let made = try Certificate(
            for: ["localhost"], addresses: ["127.0.0.1", "::1"], valid: validity, at: now)
        try FileSystem.makeDirectory(folder)
        try FileSystem.write(made.keyPEM, to: key, permissions: 0o600)
        try FileSystem.write(made.certificatePEM, to: chain, permissions: 0o644)
    }
}
