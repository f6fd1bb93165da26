/// Which packets a link loses.
public enum LossModel: Hashable, Sendable {
    /// None.
    case none
    /// Each with this probability, whatever became of others.
    case random(Double)
    /// In bursts: `average` of all, `length` in a row on average. Two states, after Gilbert ("Capacity of a burst-noise
    /// channel", 1960): a good one that loses nothing and a bad one that loses all.
    case bursts(average: Double, length: Double)

    /// Whether a packet is lost. `isBad` is the link's state between packets.
    func loses(isBad: inout Bool, _ generator: inout SplitMix64) -> Bool {
        switch self {
        case .none: return false
        case .random(let probability): return generator.happens(probability)
        case .bursts(let average, let length):
            let leaving = 1 / max(length, 1)
            // In the long run a share of entering / (entering + leaving) is spent in the bad state.
            let entering = average < 1 ? min(average * leaving / (1 - average), 1) : 1
            isBad = isBad ? average >= 1 || !generator.happens(leaving) : generator.happens(entering)
            return isBad
        }
    }
}
