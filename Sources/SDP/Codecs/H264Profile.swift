/// A profile of H.264 by what it means (RFC 6184 §8.1, table 5).
///
/// Different `profile-level-id`s spell the same profile: 42e01f, 42c01f and 4d801f are all constrained baseline.
/// Streams of profiles that nobody sends live (10 bits, 4:2:2, 4:4:4) have no case here.
public enum H264Profile: String, Hashable, Sendable, CaseIterable {
    case constrainedBaseline = "constrained baseline"
    case baseline
    case main
    case extended
    case constrainedHigh = "constrained high"
    case high

    /// Reads profile_idc and profile-iop, the first two bytes of a `profile-level-id` and of an SPS.
    ///
    /// `constraints` holds constraint_set0 to 5 from its top bit down, and two zero bits.
    public init?(idc: UInt8, constraints: UInt8) {
        // A pattern is (mask, value): bits outside the mask are the "x" of table 5.
        func has(_ mask: UInt8, _ value: UInt8) -> Bool { constraints & mask == value }
        switch idc {
        case 0x42 where has(0x4F, 0x40): self = .constrainedBaseline
        case 0x4D where has(0x8F, 0x80): self = .constrainedBaseline
        case 0x58 where has(0xCF, 0xC0): self = .constrainedBaseline
        case 0x42 where has(0x4F, 0x00): self = .baseline
        case 0x58 where has(0xCF, 0x80): self = .baseline
        case 0x4D where has(0xAF, 0x00): self = .main
        case 0x58 where has(0xCF, 0x00): self = .extended
        // Constrained and progressive high came after table 5 (H.264 §A.2.4.1, §A.2.4.2): constraint_set4 says
        // frames only, constraint_set5 no B slices.
        case 0x64 where has(0xFF, 0x0C): self = .constrainedHigh
        case 0x64 where has(0xF3, 0x00): self = .high
        default: return nil
        }
    }

    /// The two bytes that spell the profile in offers of ours.
    public var bytes: (idc: UInt8, constraints: UInt8) {
        switch self {
        case .constrainedBaseline: (0x42, 0xE0)
        case .baseline: (0x42, 0x00)
        case .main: (0x4D, 0x00)
        case .extended: (0x58, 0x00)
        case .constrainedHigh: (0x64, 0x0C)
        case .high: (0x64, 0x00)
        }
    }

    /// Whether a decoder of this profile shows a stream of the profile `stream`, both at a sufficient level
    /// (H.264 §A.2).
    ///
    /// Deviation: plain baseline counts as constrained. It would allow slice groups and redundant slices, but no
    /// encoder at hand makes them, and Chromium's encoder offers 42001f for streams without.
    public func decodes(_ stream: H264Profile) -> Bool {
        switch stream {
        case .constrainedBaseline, .baseline: true
        case .main: [.main, .high].contains(self)
        case .extended: self == .extended
        case .constrainedHigh: [.constrainedHigh, .high].contains(self)
        case .high: self == .high
        }
    }
}
