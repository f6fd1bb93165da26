internal import CIPSecMB

/// The library that AES-GCM is computed with.
///
/// Chosen once when the server starts, and handed down: `best()` takes libipsec-mb, four times as fast as OpenSSL,
/// where it was built in and the processor has AES instructions, and OpenSSL anywhere else. AES-CM with HMAC-SHA1 is
/// always OpenSSL's for a single packet; libipsec-mb is the faster one only for many at once.
@safe public struct SRTPEngine: Sendable {
    /// What it is, for the log.
    public let name: String
    /// libipsec-mb's functions for this processor, or `nil` for OpenSSL. Constants of the library, which are safe
    /// to call from any thread.
    nonisolated(unsafe) let code: starling_mb_code?

    private init(name: String, code: starling_mb_code?) {
        self.name = name
        unsafe self.code = code
    }

    /// The fastest one that works here.
    public static func best() -> SRTPEngine {
        ipsecMB() ?? openSSL
    }

    /// libipsec-mb; `nil` where it is not built in or the processor cannot do it.
    public static func ipsecMB() -> SRTPEngine? {
        var code = unsafe starling_mb_code()
        guard unsafe starling_mb_choose(&code) == 1 else { return nil }
        // Sound: both texts are constants of the library.
        let version = unsafe String(cString: starling_mb_version())
        let instructions = unsafe String(cString: code.instructions)
        return unsafe SRTPEngine(name: "libipsec-mb \(version) (\(instructions))", code: code)
    }

    /// OpenSSL, which is always there.
    public static let openSSL = unsafe SRTPEngine(name: "OpenSSL", code: nil)
}
