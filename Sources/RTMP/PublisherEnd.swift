/// Why a publisher's connection is over, seen from the protocol.
public enum PublisherEnd: Hashable, Sendable, CustomStringConvertible {
    /// The client closed it.
    case closedByClient
    /// It broke the rules.
    case violation(Violation)
    /// The client took too long to say what it wants.
    case neverPublished
    /// A publisher sent nothing for that long.
    case silent(seconds: Int)
    /// The owner refused it.
    case refused(String)
    /// The owner ended it.
    case closed(String)

    /// In a few words, for the operator.
    public var description: String {
        switch self {
        case .closedByClient: "the client closed the connection"
        case .violation(let violation): violation.description
        case .neverPublished: "the client did not ask to publish in time"
        case .silent(let seconds): "nothing came for \(seconds) s"
        case .refused(let reason), .closed(let reason): reason
        }
    }

    /// Whether that is how connections usually end.
    public var isOrderly: Bool {
        switch self {
        case .closedByClient, .closed: true
        case .violation, .neverPublished, .silent, .refused: false
        }
    }
}
