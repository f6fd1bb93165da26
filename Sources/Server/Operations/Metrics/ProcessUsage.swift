import Timing

/// What the kernel says about this process, read when somebody scrapes.
struct ProcessUsage: Equatable, Sendable {
    /// Memory that is in RAM, in bytes.
    var residentBytes: Int
    /// Processor time in user and kernel mode.
    var processorTime: Duration
    /// File descriptors in use.
    var openDescriptors: Int
    /// File descriptors allowed.
    var maximumDescriptors: Int
    /// When the process started.
    var startTime: WallClock
}
