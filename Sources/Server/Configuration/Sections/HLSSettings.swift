import Media
import Packaging
import Timing

/// How streams are served as HLS.
struct HLSSettings: Equatable, Sendable {
    /// When a stream is packaged.
    enum Mode: String, CaseIterable, Sendable {
        /// From its publisher's beginning on.
        case always
        /// While somebody asks for it.
        case onDemand = "on-demand"
        /// Never.
        case off
    }

    /// When a stream is packaged.
    var mode = Mode.onDemand
    /// How much of the past can be watched.
    var window = Duration.seconds(60)
    /// How long a segment is about, and a part of one.
    var segment = Duration.seconds(4)
    var part = Duration.milliseconds(333)

    /// Whether there is AAC beside Opus, where there is a transcoder.
    var bridgesSound = true
    /// How many bits a second it has: as much as is told from the original by few.
    let bridgedSound = 128_000
    /// Whether there is H.264 beside VP9 and AV1.
    var hasFallback = false
    /// Whether there is a transcoder that makes it; VP8 becomes H.264 then in any case.
    var makesH264 = false

    /// The codecs of pictures that are offered as H.264.
    private var bridgedPictures: Set<Codec> {
        guard makesH264 else { return [] }
        return hasFallback ? [.vp8, .vp9, .av1] : [.vp8]
    }

    /// How streams are cut.
    var packaging: PackagingSettings {
        PackagingSettings(
            part: part, segment: segment, window: window, bridgedSound: bridgesSound ? bridgedSound : nil,
            bridgedPictures: bridgedPictures)
    }

    /// The keys.
    static let settings = [
        Setting(
            "hls", \.hls.mode, .choice(),
            "When streams are served as HLS under /hls: always is from their publisher's beginning on, so that a player "
                + "that comes has all of the window; on-demand is from the first request on, which waits for a segment, "
                + "until nobody has asked for a minute.",
            because: "a stream that nobody watches as HLS costs nothing"),
        Setting(
            "dvr", \.hls.window, .duration(in: .seconds(30)...Duration.seconds(12 * 3600)),
            "How much of the past HLS players can go back to. It is held in memory.",
            because: "a minute of 3 Mb/s takes 23 MB"),
        Setting(
            "hls-segment", \.hls.segment, .duration(in: .seconds(1)...Duration.seconds(10)),
            "How long HLS segments are about; they end with the next keyframe, which the publisher is asked for, but "
                + "no sooner than keyframe-interval allows.",
            because:
                "keyframes cost a publisher much, and players that know no parts are three segments behind"),
        Setting(
            "hls-part", \.hls.part, .duration(in: .milliseconds(100)...Duration.seconds(2)),
            "How long their parts are about.",
            because:
                "players are three parts behind, which makes a second; shorter ones cost requests and gain little"
        ),
        Setting(
            "hls-aac", \.hls.bridgesSound, .flag,
            "Whether the sound of a live stream is offered as AAC beside Opus, for players that take no Opus. starling-transcoder "
                + "makes it while somebody loads it, and a minute longer.",
            because:
                "televisions and older phones are silent without it, and it costs nothing until one comes"
        ),
        Setting(
            "h264-fallback", \.hls.hasFallback, .flag,
            "Whether the pictures of a live stream in VP9 or AV1 are offered as H.264 beside these, for players that take "
                + "neither. starling-transcoder makes them while somebody loads them, and a minute longer. What is "
                + "published in VP8, which no player takes as HLS, is made H.264 without this.",
            because:
                "encoding takes up to a core a stream, and most players take VP9"
        ),
    ]
}
