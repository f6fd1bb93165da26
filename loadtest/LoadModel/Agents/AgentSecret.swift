internal import Bytes
internal import Crypto
internal import Runtime

/// What a conductor and its agents know of each other: the contents of a file that is the same on all machines.
enum AgentSecret {
    /// The longest file that is one.
    private static let longest = 1 << 16

    /// TLS by the secret in a file; `nil` without a file. The hash gives any secret one length and keeps it from being
    /// used for anything else.
    static func context(_ file: String?, isClient: Bool) throws(LoadFailure) -> TLSContext? {
        guard let file else { return nil }
        do {
            let secret = try FileSystem.read(file, limit: longest)
            guard secret.contains(where: { $0 > 0x20 }) else {
                throw LoadFailure.unusableSecret(file, reason: "it is empty")
            }
            let key = HMACSHA256.code(for: Array("starling loadtest 1".utf8).bytes, key: secret.bytes)
            return try TLSContext(secret: key, isClient: isClient)
        } catch let failure as LoadFailure {
            throw failure
        } catch {
            throw .unusableSecret(file, reason: "\(error)")
        }
    }
}
