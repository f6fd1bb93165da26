/// What was seen of a studio from which the operator works.
struct OperatedReport: Decodable, Sendable {
    /// What it says without the key.
    let refused: String
    /// Whether it recorded, copied an invite, and ended the recording.
    let recorded, invited, ended: Bool
    /// Whether the first page lists the recording, and what is answered at its address.
    let listed: Bool
    let status: Int
    let faults: [String: PagesReport.Faults]
}
