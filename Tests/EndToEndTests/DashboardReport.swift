/// What was seen on the operator's page.
struct DashboardReport: Decodable, Sendable {
    /// Whether it asked for the key, what it said then, and to a wrong one.
    let locked: Bool, why, wrong: String
    /// The row of the stream, and the figures above.
    let stream, figures: [String]
    /// Whether a viewer that never connects became a problem, and what was said of it.
    let diagnosed: Bool, diagnosis: String
    /// Whether a session unfolded, and whether the filter left one.
    let facts, filtered: Bool
    /// Whether the studio noticed that its stream was stopped.
    let stopped: Bool
    let faults: [String: PagesReport.Faults]
}
