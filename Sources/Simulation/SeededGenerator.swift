internal import Links

/// Random numbers that a seed repeats exactly.
///
/// Every run of a test sees the same numbers, so a failure found once can be looked at again.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    /// Where the numbers come from.
    private var generator: SplitMix64

    /// The sequence that `seed` names.
    public init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        generator.next()
    }

    /// Random bytes.
    public mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }
}
