internal import COpenSSL

/// A refusal of OpenSSL where we expected none.
public enum CryptoError: Error, Sendable, CustomStringConvertible {
    /// OpenSSL's reason.
    case library(String)

    /// What went wrong, for the operator.
    public var description: String {
        switch self {
        case .library(let reason): "OpenSSL: \(reason)"
        }
    }

    /// The latest refusal on this thread.
    static var last: CryptoError { .library(takeLastReason() ?? "unknown reason") }

    /// OpenSSL's latest reason on this thread, if there is one; empties its list of errors, which is one a thread
    /// and would otherwise be taken for the next session's.
    public static func takeLastReason() -> String? {
        let code = ERR_peek_last_error()
        ERR_clear_error()
        guard code != 0, let text = unsafe ERR_reason_error_string(code) else { return nil }
        // Sound: the text is static.
        return unsafe String(cString: text)
    }
}
