internal import Crypto

/// A set-up that failed.
public enum DTLSError: Error, Sendable, CustomStringConvertible {
    /// OpenSSL refused, and its reason.
    case library(String)
    /// The OpenSSL that is installed keeps its timers in a way that we do not know; its version.
    case unsupportedLibrary(String)

    /// What went wrong, for the operator.
    public var description: String {
        switch self {
        case .library(let reason): "DTLS: \(reason)"
        case .unsupportedLibrary(let version): "DTLS needs OpenSSL 3.0 or 3.1, and \(version) is installed"
        }
    }

    /// OpenSSL's latest refusal on this thread.
    static var last: DTLSError { .library(CryptoError.takeLastReason() ?? "unknown reason") }
}
