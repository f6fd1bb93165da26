/// A host name that gave no address.
public enum ResolveError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It cannot be a host name: empty, too long, or with bytes that no name has.
    case notAName(String)
    /// There is no such name, or it has no address.
    case notFound(String)
    /// The name service did not do its work, for the system's reason.
    case failed(String, reason: String)
    /// No answer in time.
    case timedOut(String)
    /// Too many look-ups wait already.
    case busy

    /// What went wrong, for the operator.
    public var description: String {
        switch self {
        case .notAName(let host): "'\(host)' is not a host name"
        case .notFound(let host): "\(host): no such host"
        case .failed(let host, let reason): "\(host): \(reason)"
        case .timedOut(let host): "\(host): no answer from the name service"
        case .busy: "too many name look-ups at once"
        }
    }
}
