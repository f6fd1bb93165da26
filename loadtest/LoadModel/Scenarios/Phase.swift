/// What a group of peers does for a while.
public enum Phase: Equatable, Sendable {
    /// Peers come or go, evenly, until there are `to`.
    case ramp(to: Int, over: Duration)
    /// Everybody stays.
    case hold(Duration)
    /// Peers come at random moments until there are `to`, as after a link was shared.
    case crowd(to: Int, within: Duration)
    /// Each peer leaves after about `stay` and comes back after about `away`; both vary at random.
    case churn(Duration, stay: Duration, away: Duration)
    /// All leave at once and come back at once.
    case drop(away: Duration)

    /// How long it takes.
    public var duration: Duration {
        switch self {
        case .ramp(_, let over): over
        case .hold(let duration), .churn(let duration, _, _): duration
        case .crowd(_, let within): within
        case .drop(let away): away
        }
    }
}
