internal import Runtime

/// What another program wrote, and how it ended.
struct ProgramOutput: Sendable {
    /// What it wrote to its standard output.
    var bytes: [UInt8] = []
    /// How it ended.
    var ending: ChildProcess.Ending
}
