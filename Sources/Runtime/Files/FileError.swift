/// A file that could not be used, by its path.
public enum FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system refused.
    case system(path: String, SystemError)
    /// The file is larger than its reader wants, in bytes.
    case tooLarge(path: String, limit: Int)
    /// There is something, but no regular file.
    case notAFile(path: String)

    /// What went wrong, for the operator.
    public var description: String {
        switch self {
        case .system(let path, let error): "\(path): \(error)"
        case .tooLarge(let path, let limit): "\(path): larger than \(limit) bytes"
        case .notAFile(let path): "\(path): not a regular file"
        }
    }
}
