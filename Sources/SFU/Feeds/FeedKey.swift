/// Names one feed of an exchange. Never used again for another.
public struct FeedKey: Hashable, Sendable {
    /// A running number.
    public let number: UInt64
}
