internal import Runtime
internal import Timing

/// What a process used of the machine during a stretch of a run.
struct ResourceUse: Sendable {
    /// Processor time, in seconds.
    let processorSeconds: Double
    /// Memory in RAM at its beginning and its end, in bytes.
    let residentBefore: Int, residentAfter: Int

    /// What lies between two looks.
    init(from before: ProcessUsage, to after: ProcessUsage) {
        processorSeconds = (after.processorTime - before.processorTime).seconds
        residentBefore = before.residentBytes
        residentAfter = after.residentBytes
    }
}
