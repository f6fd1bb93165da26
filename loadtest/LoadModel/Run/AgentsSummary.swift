internal import HTTP

/// The document of `--json` of a run on agents: they tell figures, of which everything else is worked out.
struct AgentsSummary: JSONWritable {
    /// What came of it.
    let report: RunReport

    /// Writes it where the document of a run on one machine has it.
    func write(to json: inout JSONText) {
        json.object { $0.member("report", report) }
    }
}
