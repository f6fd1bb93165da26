internal import Media
internal import Timing

/// What comes in of one track: learns its configuration and puts its units on the timeline.
struct TrackFeed {
    /// Learns.
    private var tracker: FormatTracker
    /// Places.
    private(set) var clock: TrackClock
    /// What was told of the configuration outside of its units.
    private var announced: CodecConfiguration?
    /// What there was before the source began anew.
    private var isRestarted = false

    init(_ codec: Codec, configuration: CodecConfiguration?, origin: Instant) {
        tracker = FormatTracker(codec, configuration: configuration)
        announced = configuration
        clock = TrackClock(rate: Self.rate(codec, configuration), origin: origin)
    }

    /// What the units are.
    var codec: Codec { tracker.codec }

    /// Ticks a second: RTP's for pictures (RFC 3551 §5), the sampling rate for sound.
    static func rate(_ codec: Codec, _ configuration: CodecConfiguration?) -> Int {
        codec.isVideo ? 90_000 : configuration?.sampleRate ?? 48_000
    }

    /// Takes a unit; `nil` when it is of no use.
    mutating func take(_ unit: AccessUnit, at now: Instant) -> TimedUnit? {
        var unit = unit
        guard tracker.prepare(&unit), let configuration = tracker.configuration,
            let isJump = clock.place(&unit, at: now)
        else { return nil }
        defer { isRestarted = false }
        return TimedUnit(unit: unit, configuration: configuration, isJump: isJump || isRestarted)
    }

    /// The units that follow have this configuration, which they do not tell themselves.
    mutating func announce(_ configuration: CodecConfiguration) {
        guard configuration != announced else { return }
        announced = configuration
        tracker = FormatTracker(codec, configuration: configuration)
    }

    /// The source begins anew, perhaps in another codec.
    mutating func restart(_ codec: Codec, configuration: CodecConfiguration?) {
        tracker = FormatTracker(codec, configuration: configuration)
        announced = configuration
        clock.restart()
        isRestarted = true
    }
}
