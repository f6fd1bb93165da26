/// One kind of hop, and how to measure it.
struct Hop: Sendable {
    /// What it is called in the table.
    let name: String
    /// What it cost on the machine of the design, in nanoseconds, with conditions where they matter.
    let planned: String
    /// Runs it many times and returns nanoseconds for one.
    let ours: @Sendable () async throws -> Double
    /// The same work by plain system calls, if there is such a thing.
    var plain: (@Sendable () async throws -> Double)?
    /// The largest ratio of ours to plain that is accepted.
    var limit: Double?
}
