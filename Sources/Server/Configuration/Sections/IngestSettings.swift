import Ingest

/// How encoders publish that do not speak WebRTC.
struct IngestSettings: Equatable, Sendable {
    /// The port of RTMP; `nil` is 1935 if that is free.
    var rtmpPort: Int?
    /// The port of RTMP over TLS; `nil` is none.
    var rtmpsPort: UInt16?
    /// Whether RTMP is taken at all.
    var rtmp = Taken.on
    /// What is done with B-frames.
    var outOfOrder = OutOfOrderPolicy.drop

    /// Whether a protocol is taken.
    enum Taken: String, CaseIterable, Sendable {
        case on
        case off
    }

    /// The port that RTMP is known to have.
    static let usualRTMPPort: UInt16 = 1935

    /// The keys.
    static let settings = [
        Setting(
            "rtmp", \.ingest.rtmp, .choice(),
            "Whether OBS, ffmpeg and other encoders may publish by RTMP, to rtmp://HOST:1935/live/STREAM?key=KEY.",
            because: "most encoders know nothing else, and keys are asked for as they are over HTTP"),
        Setting(
            "rtmp-port", \.ingest.rtmpPort, .integer(in: 0...65535, or: "auto"),
            "TCP port of RTMP; auto is 1935 unless another program has that, 0 takes a free one.",
            because: "encoders try 1935 where no port is given"),
        Setting(
            "rtmps-port", optional: \.ingest.rtmpsPort, .port,
            "TCP port of RTMP over TLS, with the certificate of the secure HTTP port.",
            because: "it needs a certificate, and clients that trust it"),
        Setting(
            "bframes", \.ingest.outOfOrder, .choice(),
            "What is done with the B-frames of an encoder, which WebRTC has no way to show: drop leaves them out for viewers "
                + "over WebRTC, who get keyframes only where other pictures refer to them; reject ends the publisher.",
            because: "HLS, DASH and recordings have all pictures in any case"),
    ]
}
