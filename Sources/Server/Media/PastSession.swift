import Signaling

/// A session that ended a short while ago.
struct PastSession {
    /// What was known of it at its end.
    let report: SessionReport
    /// Whether its client may still ask for its end, which then has happened already.
    var isOpenToClosing: Bool

    /// Where it was found.
    var location: SessionLocation { report.location }
}
