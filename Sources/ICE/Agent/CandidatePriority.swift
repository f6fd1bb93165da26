/// How priorities are made of what one prefers (RFC 8445 §5.1.2, §6.1.2.3).
public enum CandidatePriority {
    /// What sort of candidate it is, with the preferences of RFC 8445 §5.1.2.2.
    public enum Kind: UInt32, Hashable, Sendable {
        case host = 126
        case peerReflexive = 110
    }

    /// The priority of a candidate of the one component there is, RTP and RTCP multiplexed.
    ///
    /// `localPreference` tells addresses of one kind apart, the larger the better: for several interfaces, and to
    /// have UDP before TCP (RFC 6544 §4.2 puts the direction of TCP into its top three bits).
    public static func priority(of kind: Kind, localPreference: UInt16 = 65_535) -> UInt32 {
        kind.rawValue << 24 | UInt32(localPreference) << 8 | 255
    }

    /// The priority of a pair, which both agents compute alike. No priority is above 2^31 - 1 (RFC 8445 §5.1.2); one
    /// that claims to be is taken for that, and the sum cannot overflow.
    static func pair(controlling: UInt32, controlled: UInt32) -> UInt64 {
        let one = UInt64(min(controlling, maximum)), other = UInt64(min(controlled, maximum))
        return min(one, other) << 32 + 2 * max(one, other) + (one > other ? 1 : 0)
    }

    /// The largest priority of a candidate.
    private static let maximum: UInt32 = 0x7FFF_FFFF
}
