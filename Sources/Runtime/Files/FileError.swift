internal import Glibc

/// A file that could not be used, by its path.
public enum FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system refused.
    case system(path: String, SystemError)
    /// The file is larger than its reader wants, in bytes.
    case tooLarge(path: String, limit: Int)
    /// There is something, but no regular file.
    case notAFile(path: String)

    /// Whether there is no room: on the disk, within a quota, or for a file so large.
    public var isDiskFull: Bool {
        guard case .system(_, let error) = self else { return false }
        return [ENOSPC, EDQUOT, EFBIG].contains(error.code)
    }

    /// What went wrong, for the operator.
    public var description: String {
        switch self {
        case .system(let path, let error): "\(path): \(error)"
        case .tooLarge(let path, let limit): "\(path): larger than \(limit) bytes"
        case .notAFile(let path): "\(path): not a regular file"
        }
    }
}
