import RTP
import SFU
import Timing

/// How media leaves.
struct SendingSettings: Equatable, Sendable {
    /// How long packets may wait for others under load.
    var coalescing = Duration.zero
    /// How many megabits a second of video a viewer is sent when more comes at once; 0 for no limit.
    var pace = 200
    /// How long viewers are asked to hold video back; `nil` leaves it to them.
    var playoutDelay: PlayoutDelay?
    /// Whether packets to viewers far away who lose some get parities.
    var makesParities = true
    /// Whether frames are padded to packets of one size.
    var padsFrames = false

    /// What exchanges are to do.
    var egress: EgressSettings {
        var egress = EgressSettings()
        egress.coalescing = coalescing
        egress.pace = pace * 1_000_000
        egress.padsFrames = padsFrames
        return egress
    }

    /// The keys.
    static let settings = [
        Setting(
            "coalesce", \.sending.coalescing, .duration(in: .zero...Duration.milliseconds(20)),
            "How long packets may wait for others above 100,000 packets a second to viewers, so that more of them "
                + "leave in one system call. 0s never lets one wait.",
            because: "batches grow by themselves under load, without a delay"),
        Setting(
            "pace", \.sending.pace, .integer(in: 0...10_000),
            "How many megabits a second of video each viewer of a stream is sent when more comes at once, as "
                + "keyframes do; audio never waits. 0 sends all at once.",
            because: "a keyframe of a hundred packets takes 3 ms, and routers' queues take it"),
        Setting(
            "playout-delay", \.sending.playoutDelay, .playoutDelay,
            "How long browsers are asked to hold video back, at least and at most: 0-0 for games, 200-400 for "
                + "smoothness; none leaves it to them.",
            because: "browsers adapt to what their network does"),
        Setting(
            "fec", \.sending.makesParities, .flag,
            "Whether viewers with a long way to the server that loses packets are sent parities of them (FlexFEC) beside, "
                + "when they take that and the way has room.",
            because: "what is asked for again over a long way comes too late"),
        Setting(
            "pad-frames", \.sending.padsFrames, .flag,
            "Whether packets that are one octet shorter than others of their frame are padded, so that the kernel "
                + "takes a frame as one run.",
            because: "it saves a tenth of the sending at most, and only when frames come in one piece"),
    ]
}

extension ValueKind where Value == PlayoutDelay? {
    /// A range of delays, or none.
    fileprivate static let playoutDelay = ValueKind<PlayoutDelay>.range.or("none")
}

extension ValueKind where Value == PlayoutDelay {
    /// Two numbers of milliseconds in steps of 10, the second no smaller.
    fileprivate static let range = ValueKind(
        placeholder: "MIN-MAX", accepts: "two numbers of milliseconds from 0 to 40950 such as 200-400",
        read: { text in
            let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, parts.allSatisfy(\.hasOnlyDigits), let low = Int(parts[0]),
                let high = Int(parts[1]), low <= high, high <= 40_950
            else { return nil }
            return PlayoutDelay(minimum: .milliseconds(low), maximum: .milliseconds(high))
        },
        write: { "\($0.minimum.nanoseconds / 1_000_000)-\($0.maximum.nanoseconds / 1_000_000)" })
}
