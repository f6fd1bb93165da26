/// What a port sent since it was made.
public struct UDPSendCounters: Hashable, Sendable {
    /// Datagrams the kernel took, each segment of a run.
    public var datagrams = 0
    /// Their payload bytes.
    public var bytes = 0
    /// Messages the kernel took; a run is one.
    public var messages = 0
    /// How often the kernel took nothing more and the rest waited.
    public var blockings = 0
    /// How often the kernel refused a run of segments whose datagrams it took one by one.
    public var refusedRuns = 0
    /// Messages dropped, by reason.
    private var drops = [Int](repeating: 0, count: SendDropReason.allCases.count)

    /// A port that sent nothing yet.
    public init() {}

    /// How many messages were dropped for `reason`.
    public func dropped(_ reason: SendDropReason) -> Int { drops[reason.rawValue] }

    /// Counts a dropped message.
    mutating func drop(_ reason: SendDropReason) { drops[reason.rawValue] += 1 }
}
