public import Media

/// How a stream is cut and how much of it is kept.
public struct PackagingSettings: Hashable, Sendable {
    /// How long a part is about, in nanoseconds of media. A third of a second: three of them are what a player stays
    /// behind, which makes a second; shorter ones cost requests and gain little.
    public var part: Duration
    /// How long a segment is about. Four seconds: a publisher is asked for a keyframe so often, and a picture that
    /// somebody joined in the middle of is complete after half of it on average.
    public var segment: Duration
    /// How much of the past can be watched.
    public var window: Duration
    /// How long sound is held back for pictures of the same time, so that both are cut at the same places.
    public var patience: Duration
    /// How many bits a second the sound has as AAC, for players that do not take it as Opus; `nil` when nobody makes it.
    public var bridgedSound: Int?
    /// The codecs of pictures that are offered as H.264, too: not VP9 and AV1, but on request, since most players take them. Where
    /// one is VP8, which none takes from MP4, H.264 is all that is offered.
    public var bridgedPictures: Set<Codec>

    /// The longest time that a source is measured before anything is fixed.
    static let measuringTime = Duration.seconds(2)
    /// How long an announced track is waited for.
    static let arrivalTime = Duration.seconds(5)
    /// The longest that a segment may become, for sources whose keyframes are that rare.
    static let longestSegment = Duration.seconds(10)

    /// Settings; the defaults suit a live broadcast.
    public init(
        part: Duration = .milliseconds(333), segment: Duration = .seconds(4), window: Duration = .seconds(60),
        patience: Duration = .milliseconds(300), bridgedSound: Int? = nil,
        bridgedPictures: Set<Codec> = []
    ) {
        self.part = part
        self.segment = segment
        self.window = window
        self.patience = patience
        self.bridgedSound = bridgedSound
        self.bridgedPictures = bridgedPictures
    }
}
