import Platform
import Runtime

/// The key that signs invites, kept in the data directory: made when it is missing or cannot be read.
enum KeptInviteKey {
    /// The key that is kept under a directory.
    static func load(in dataDirectory: String) throws -> InviteKey {
        let folder = dataDirectory + "/signaling"
        let file = folder + "/invite.key"
        if let kept = try? FileSystem.read(file, limit: 1024),
            let key = InviteKey(String(decoding: kept.prefix { $0 > 0x20 }, as: UTF8.self))
        {
            return key
        }
        var random = SystemRandom()
        let key = InviteKey(using: &random)
        try FileSystem.makeDirectory(folder)
        try FileSystem.write(Array((key.secret.text + "\n").utf8), to: file, permissions: 0o600)
        return key
    }
}
