/// What an H.265 payload type is restricted to (RFC 7798 §7.1).
public struct H265Parameters: Hashable, Sendable {
    /// general_profile_idc: 1 is Main, 2 is Main 10.
    public var profile: UInt8
    /// general_tier_flag: 0 is Main tier.
    public var tier: UInt8
    /// general_level_idc: 93 is level 3.1.
    public var level: UInt8
    /// Whether all of a stream comes in one RTP stream (SRST), which is all that anybody speaks.
    public var isSingleStream: Bool

    /// Reads the parameters, with the defaults of RFC 7798 §7.1; Safari writes none at all.
    init(_ parameters: FormatParameters) {
        profile = parameters.number("profile-id", as: UInt8.self) ?? 1
        tier = parameters.number("tier-flag", as: UInt8.self) ?? 0
        level = parameters.number("level-id", as: UInt8.self) ?? 93
        isSingleStream = parameters["tx-mode"].map { $0.isSame(ignoringCase: "SRST") } ?? true
    }
}

/// What an AV1 payload type is restricted to (AV1 RTP specification §7.2.1).
public struct AV1Parameters: Hashable, Sendable {
    /// seq_profile: 0 is Main.
    public var profile: UInt8
    /// seq_level_idx: 5 is level 3.1.
    public var level: UInt8
    /// seq_tier: 0 is Main tier.
    public var tier: UInt8

    /// Reads the parameters, with the defaults of AV1 RTP §7.2.1.
    init(_ parameters: FormatParameters) {
        profile = parameters.number("profile", as: UInt8.self) ?? 0
        level = parameters.number("level-idx", as: UInt8.self) ?? 5
        tier = parameters.number("tier", as: UInt8.self) ?? 0
    }
}
