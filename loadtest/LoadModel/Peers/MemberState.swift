/// Where a member of a crowd is.
///
///     offering ──answer──▶ connecting ──keys──▶ live ──closed by us──▶ left
///         └──────────────────┴───────────────────┴──anything else──▶ failed
enum MemberState: Hashable, Sendable {
    /// The server has its offer.
    case offering
    /// It has its answer and goes to meet the server.
    case connecting
    /// Media flows, or may.
    case live
    /// It left when it was told to.
    case left
    /// It came to nothing, or ended by itself; why, in few words, the same for all who met it.
    case failed(String)

    /// Whether nothing more happens.
    var isOver: Bool {
        switch self {
        case .offering, .connecting, .live: false
        case .left, .failed: true
        }
    }
}
