import Crypto
import Runtime
import Timing

/// The certificate that the secure ports show: the operator's, or one that we make and keep in the data directory.
struct ServingCertificate: Sendable {
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
            let kept = try KeptCertificate(.tls, in: configuration.operations.dataDirectory, at: now)
            (chain, key, isOurs) = (kept.chainFile, kept.keyFile, true)
        }
        context = try TLSContext(certificate: chain, key: key, protocols: ["h2", "http/1.1"])
        end = (try? FileSystem.read(chain, limit: 1 << 20)).flatMap { Certificate.expiry(ofPEM: $0) } ?? now
    }

    /// Whether it is ours to make and time to do so.
    func endsSoon(at now: WallClock) -> Bool {
        isOurs && KeptCertificate.endsSoon(end, at: now)
    }
}
