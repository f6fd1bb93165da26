/// How many octets may be sent again: as many as are sent the first time, and some at the start.
///
/// It needs no clock. A viewer that asks for everything again and again gets its stream twice, and one that asks while
/// nothing is sent gets nothing. A tenth lost both ways costs a quarter; bursts that lose a third cost two thirds,
/// and with half as large a budget they left one packet in seven too late.
public struct RetransmissionBudget: Sendable {
    /// Octets that may be sent again now.
    private var allowance: Int32 = RetransmissionBudget.start

    /// Enough for the keyframe that a viewer starts with.
    private static let start: Int32 = 64 * 1024
    /// What is not used is kept up to this: some large keyframes.
    private static let most: Int32 = 256 * 1024

    /// A budget at its start.
    public init() {}

    /// How many octets may be sent again now.
    public var octets: Int { Int(allowance) }

    /// Takes note of a packet that was sent the first time.
    public mutating func earn(_ byteCount: Int) {
        allowance = min(allowance + min(Int32(clamping: byteCount), Self.most), Self.most)
    }

    /// Whether a packet may be sent again; if so, it is paid for.
    public mutating func spend(_ byteCount: Int) -> Bool {
        let cost = Int32(clamping: byteCount)
        guard cost <= allowance else { return false }
        allowance -= cost
        return true
    }
}
