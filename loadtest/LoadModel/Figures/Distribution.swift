/// What a run measures many times, each under the name that it has in reports and expectations.
public enum Distribution: String, CaseIterable, Hashable, Sendable {
    /// From a viewer's request to the answer.
    case answer
    /// From a viewer's request to a path that works.
    case ice
    /// From a viewer's request to keys.
    case dtls
    /// From a viewer's request to its first packet of media.
    case firstPacket = "first_packet"
    /// From a viewer's request to its first frame that can be decoded.
    case firstFrame = "first_frame"
    /// From the capture of a frame, or from the mark in it, to its arrival.
    case latency
    /// How much the spacing of packets varied, by the end, for each viewer's track.
    case jitter
    /// By how much sound and picture were apart at worst, for each viewer.
    case skew
    /// How long a picture stood still, each time.
    case freeze
    /// How many thousand bits a second a viewer received, on average.
    case bitrate
    /// From a stage member's request for a socket to being on the stage.
    case stage
    /// How long an HLS player took to its first picture.
    case startup
    /// How long an HLS player stood still for want of media, each time.
    case stall
    /// How old what an HLS player showed was, from its capture on, each time that a piece came.
    case behindLive = "behind_live"
    /// How long after its last frame a new piece of a playlist was at an HLS player, for each.
    case delivery
    /// How late the tester's own timers were.
    case timer = "tester_timer"

    /// What its values are: microseconds, or thousands of bits a second.
    public enum Unit: String, Sendable {
        case microseconds
        case kilobitsPerSecond = "kilobits_per_second"
    }

    /// The unit of its values.
    public var unit: Unit { self == .bitrate ? .kilobitsPerSecond : .microseconds }

    /// What it measures, for a person.
    public var title: String {
        switch self {
        case .answer: "request to answer"
        case .ice: "request to ICE"
        case .dtls: "request to DTLS"
        case .firstPacket: "request to first packet"
        case .firstFrame: "request to first frame"
        case .latency: "latency"
        case .jitter: "jitter"
        case .skew: "sound and picture apart"
        case .freeze: "length of freezes"
        case .bitrate: "bitrate of a viewer"
        case .stage: "request to being on stage"
        case .startup: "HLS startup"
        case .stall: "length of HLS stalls"
        case .behindLive: "HLS behind live"
        case .delivery: "HLS delivery"
        case .timer: "late timers of the tester"
        }
    }
}
