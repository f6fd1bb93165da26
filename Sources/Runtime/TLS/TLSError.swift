internal import Crypto

/// A TLS set-up that failed.
public enum TLSError: Error, Sendable, CustomStringConvertible {
    /// A certificate or key could not be read; the file, and OpenSSL's reason.
    case unusableFile(String, reason: String)
    /// The key is not the certificate's.
    case keyDoesNotMatch(certificate: String, key: String)
    /// OpenSSL refused for a reason of its own.
    case library(String)

    /// What went wrong, for the operator.
    public var description: String {
        switch self {
        case .unusableFile(let path, let reason): "\(path) cannot be used: \(reason)"
        case .keyDoesNotMatch(let certificate, let key): "the key in \(key) is not that of \(certificate)"
        case .library(let reason): "TLS: \(reason)"
        }
    }

    /// OpenSSL's latest reason on this thread; empties its list of errors.
    static func lastReason() -> String { CryptoError.takeLastReason() ?? "unknown reason" }
}
