/// Where a crowd's secrets, first numbers and identifiers come from: the system, or a seed so that a run can be repeated.
///
/// What a seed gives can be guessed by who knows it. That is nobody's loss: peers of a load test have no secrets.
struct CrowdRandom: RandomNumberGenerator, Sendable {
    /// The state of the seeded sequence; `nil` for the system's numbers.
    private var state: UInt64?
    /// The system's.
    private var system = SystemRandomNumberGenerator()

    /// The sequence of a seed, or the system's numbers.
    init(seed: UInt64?) {
        state = seed
    }

    /// SplitMix64 (Steele, Lea and Flood, 2014).
    mutating func next() -> UInt64 {
        guard var bits = state else { return system.next() }
        bits &+= 0x9E37_79B9_7F4A_7C15
        state = bits
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }
}
