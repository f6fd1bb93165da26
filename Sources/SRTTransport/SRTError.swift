/// Why there is no SRT.
public enum SRTError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The library cannot be used, or has no more memory.
    case unusable
    /// A port cannot be opened, for a reason in the library's words.
    case port(String)

    /// In a few words, for the operator.
    public var description: String {
        switch self {
        case .unusable: "libsrt cannot be used"
        case .port(let reason): reason
        }
    }
}
