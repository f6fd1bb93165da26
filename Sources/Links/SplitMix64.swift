/// Random numbers that a seed repeats exactly (Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
/// 2014).
public struct SplitMix64: RandomNumberGenerator, Sendable {
    /// The counter that the output function scrambles.
    private var state: UInt64

    /// The sequence that `seed` names.
    public init(seed: UInt64) {
        state = seed
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// A number from 0 up to, but not, 1.
    public mutating func fraction() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// Whether something with this probability happens. Always draws one number, so that what happens to later
    /// packets does not depend on it.
    mutating func happens(_ probability: Double) -> Bool {
        fraction() < probability
    }
}
