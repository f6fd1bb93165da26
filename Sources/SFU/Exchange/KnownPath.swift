internal import ICE
internal import Timing

/// A path on which a session was proven.
struct KnownPath {
    /// The most that a session is known on: a few of each network that a client is in. Only who knows its password
    /// can add one, and one that was forgotten is found again by the next check.
    static let limit = 8

    /// The path.
    let path: Path
    /// When a check came on it last.
    var lastCheck: Instant
}
