/// One thing the server can forward. A list of them, most wanted first, is what it answers offers from.
public enum CodecCapability: Hashable, Sendable {
    case h264(H264Profile, packetizationMode: UInt8)
    case h265(profile: UInt8)
    case vp8
    case vp9(profile: UInt8)
    case av1(profile: UInt8)
    case opus
    case pcmu
    case pcma
    case redundantAudio
    case telephoneEvent
    case parity

    /// Video, most wanted first. H.264 leads since every viewer, HLS and recordings can carry it untouched, and
    /// constrained baseline leads in it since every browser decodes it. Packetization mode 0 is for senders that
    /// know no other: it makes a packet of every slice.
    public static let video: [CodecCapability] =
        h264Profiles.map { .h264($0, packetizationMode: 1) }
        + [.vp9(profile: 0), .vp9(profile: 2), .av1(profile: 0), .vp8, .h265(profile: 1), .h265(profile: 2)]
        + h264Profiles.map { .h264($0, packetizationMode: 0) } + [.parity]

    /// Audio, most wanted first. RED doubles Opus' bitrate, so it comes behind; a publisher that wants it says so.
    public static let audio: [CodecCapability] = [.opus, .pcmu, .pcma, .redundantAudio, .telephoneEvent]

    /// The profiles of H.264 from the one that most can decode to the ones that fewer can. Plain baseline is last:
    /// Safari does not know it.
    private static let h264Profiles: [H264Profile] = [
        .constrainedBaseline, .constrainedHigh, .high, .main, .baseline,
    ]

    /// Which kind of section it belongs to.
    public var kind: MediaKind {
        switch self {
        case .h264, .h265, .vp8, .vp9, .av1, .parity: .video
        case .opus, .pcmu, .pcma, .redundantAudio, .telephoneEvent: .audio
        }
    }

    /// Whether an offered codec is this one.
    func matches(_ codec: MediaFormat.Codec) -> Bool {
        switch (self, codec) {
        case (.h264(let profile, let mode), .h264(let offered)):
            offered.profile == profile && offered.packetizationMode == mode
        case (.h265(let profile), .h265(let offered)): offered.profile == profile && offered.isSingleStream
        case (.vp9(let profile), .vp9(let offered)): offered == profile
        case (.av1(let profile), .av1(let offered)): offered.profile == profile
        case (.vp8, .vp8), (.opus, .opus), (.pcmu, .pcmu), (.pcma, .pcma), (.redundantAudio, .redundantAudio),
            (.telephoneEvent, .telephoneEvent), (.parity, .parity):
            true
        default: false
        }
    }
}

extension CodecCapability: CustomStringConvertible {
    /// The capability in words, for a person who wonders why two sides do not agree.
    public var description: String {
        switch self {
        case .h264(let profile, let mode): "H264 (\(profile.rawValue), packetization-mode \(mode))"
        case .h265(let profile): "H265 (profile \(profile))"
        case .vp8: "VP8"
        case .vp9(let profile): "VP9 (profile \(profile))"
        case .av1(let profile): "AV1 (profile \(profile))"
        case .opus: "opus"
        case .pcmu: "PCMU"
        case .pcma: "PCMA"
        case .redundantAudio: "red"
        case .telephoneEvent: "telephone-event"
        case .parity: "flexfec-03"
        }
    }
}
