/// How long others may keep a response (RFC 9111 §5.2.2).
public enum CachePolicy: Hashable, Sendable {
    /// Not at all.
    case never
    /// As long as they ask each time whether it is still the one.
    case revalidated
    /// So many seconds.
    case seconds(Int)
    /// For ever: another version has another name (RFC 8246).
    case forever

    /// The value of `cache-control`.
    public var field: String {
        switch self {
        case .never: "no-store"
        case .revalidated: "no-cache"
        case .seconds(let seconds): "max-age=\(seconds)"
        case .forever: "max-age=31536000, immutable"
        }
    }
}
