/// Names one session of an exchange. Never used again for another.
public struct SessionKey: Hashable, Comparable, Sendable {
    /// A running number.
    let number: UInt64

    /// Sessions compare by age.
    public static func < (left: SessionKey, right: SessionKey) -> Bool { left.number < right.number }
}
