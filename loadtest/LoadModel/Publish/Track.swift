internal import SDP
internal import Timing

/// One kind of media that is published over and over: frames, packetized once and for all.
///
/// Nothing of it depends on who sends it, so that all publishers of a run share one.
struct Track: Sendable {
    /// One frame.
    struct Frame: Sendable {
        /// When it is due, from the start of the track.
        let time: Duration
        /// Whether decoding can begin with it.
        let isKeyframe: Bool
        /// Its RTP payloads.
        let payloads: [[UInt8]]
    }

    /// Audio or video.
    let kind: MediaKind
    /// What it is offered as.
    let codec: CodecCapability
    /// Its frames, in order; at least one.
    let frames: [Frame]
    /// How long it lasts: the first frame follows the last of the round before so long after that one's first.
    let duration: Duration

    /// Ticks of its timestamps in a second.
    var clockRate: Int64 { kind == .video ? 90_000 : 48_000 }

    /// How many octets of payload it has in a second.
    var bytesPerSecond: Double {
        let bytes = frames.reduce(0) { $0 + $1.payloads.reduce(0) { $0 + $1.count } }
        return Double(bytes) / max(duration.seconds, 0.001)
    }
}
