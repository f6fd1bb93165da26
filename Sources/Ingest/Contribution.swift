internal import Bytes
internal import Media
internal import RTP
public import Timing

/// One publisher's media on its way in: puts it on one clock, makes units for the packager and packets for WebRTC.
///
///     waiting for what it brings ── all of it came, or a second has passed ──► described
///
/// Pictures carry their parameter sets from here on, so that whoever comes later needs nothing else.
///
/// One mutation, then `pollOutput` until it is `nil`, then the next.
public struct Contribution: Sendable {
    /// What the owner has to do.
    public enum Output: Sendable {
        /// What it brings is known, or is something else than before. Comes before all else.
        case described(ContributedTracks)
        /// A unit for the packager.
        case unit(ContributedUnit)
        /// Packets for viewers over WebRTC.
        case packets(PacketizedUnit)
        /// Something that the operator and the publisher should know.
        case notice(String)
        /// The publisher cannot go on, for this reason.
        case refusal(String)
    }

    /// What is done with pictures that come out of order.
    private let policy: OutOfOrderPolicy
    /// Puts times on our axis.
    private var clock = SourceClock()
    /// What it said it brings; `nil` where it said nothing.
    private var announced: (video: Bool, audio: Bool)?
    /// What came so far.
    private var tracks = ContributedTracks()
    /// Units that came before it was known what there will be.
    private var early: [(unit: SourceUnit, moment: Instant)] = []
    /// When the first of them came.
    private var firstArrival: Instant?
    /// Whether it was told what there is.
    private var isDescribed = false
    /// Puts sound on its own ticks.
    private var sound: SoundTimeline?
    /// Tells B-frames.
    private var order = PictureOrder()
    /// Whether there were any, and whether viewers over WebRTC get keyframes only because of them.
    private var hasLate = false
    private var isThinned = false
    /// Make packets.
    private var packetizers: [Codec: UnitPacketizer] = [:]
    /// What the owner has to do.
    private var outputs: [Output] = []
    /// When the last unit lies on our axis.
    private var lastMoment: Instant?

    /// How long a track is waited for.
    private static let patience = Duration.seconds(1)
    /// How many units may wait for it: a second's of the fastest.
    private static let mostEarly = 512

    /// A publisher of whom nothing is known.
    public init(_ policy: OutOfOrderPolicy, using random: inout some RandomNumberGenerator) {
        self.policy = policy
        for codec in [Codec.h264, .opus] { packetizers[codec] = UnitPacketizer(codec, using: &random) }
    }

    // MARK: Getters

    /// When `handleTimeout(at:)` has something to do.
    public var nextDeadline: Instant? {
        isDescribed ? nil : firstArrival?.advanced(by: Self.patience)
    }

    /// When what came last is due: beyond now where its source sends faster than it plays.
    public var position: Instant? { lastMoment }

    // MARK: What arrives

    /// Takes what the source says it will bring.
    public mutating func handle(announcedVideo video: Bool?, audio: Bool?) {
        if let video, let audio, video || audio { announced = (video, audio) }
    }

    /// Takes a unit.
    public mutating func handle(_ unit: SourceUnit, at now: Instant) {
        // Bounded, so that no sum of times leaves 64 bits.
        guard unit.time.magnitude < 1 << 60, unit.compositionTime.magnitude < 1 << 40 else { return }
        let place = clock.place(unit.time, at: now)
        lastMoment = place.moment
        if place.isJump { outputs.append(.notice("the source's clock was set")) }
        let isNews = learn(unit)
        guard isDescribed else {
            firstArrival = firstArrival ?? now
            early.append((unit, place.moment))
            if isComplete || early.count >= Self.mostEarly { describe() }
            return
        }
        if isNews { outputs.append(.described(tracks)) }
        pass(unit, place.moment)
    }

    /// Time has passed.
    public mutating func handleTimeout(at now: Instant) {
        if let deadline = nextDeadline, deadline <= now { describe() }
    }

    // MARK: Outputs

    /// What to do next.
    public mutating func pollOutput() -> Output? { outputs.isEmpty ? nil : outputs.removeFirst() }

    // MARK: What there is

    /// Takes what a unit tells of its track; whether that is something else than before.
    private mutating func learn(_ unit: SourceUnit) -> Bool {
        let before = tracks
        if unit.codec.isVideo {
            (tracks.videoCodec, tracks.video) = (unit.codec, unit.configuration)
        } else {
            if let rate = tracks.audio?.sampleRate, let new = unit.configuration?.sampleRate, rate != new {
                outputs.append(.refusal("the sampling rate changed from \(rate) to \(new); publish anew"))
            }
            tracks.audio = unit.configuration
        }
        return tracks != before
    }

    /// Whether all came that will.
    private var isComplete: Bool {
        let came = (video: tracks.videoCodec != nil, audio: tracks.audio != nil)
        guard let announced else { return came.video && came.audio }
        return came.video >= announced.video && came.audio >= announced.audio
    }

    private mutating func describe() {
        guard !isDescribed else { return }
        isDescribed = true
        outputs.append(.described(tracks))
        let waiting = early
        early = []
        for (unit, moment) in waiting { pass(unit, moment) }
    }

    // MARK: Units

    private mutating func pass(_ unit: SourceUnit, _ moment: Instant) {
        if unit.codec.isVideo { passPicture(unit, moment) } else { passSound(unit, moment) }
    }

    private mutating func passSound(_ unit: SourceUnit, _ moment: Instant) {
        guard let rate = unit.configuration?.sampleRate,
            let samples = unit.configuration?.samples(of: unit.bytes)
        else { return }
        if sound?.rate != Int64(rate) { sound = SoundTimeline(rate: rate) }
        let told = unit.time.ticks(rate: Int64(rate))
        let time = sound?.place(told, samples: samples) ?? told
        outputs.append(
            .unit(
                ContributedUnit(
                    codec: unit.codec, configuration: unit.configuration,
                    unit: AccessUnit(unit.bytes, decodeTime: time, duration: samples, captured: moment))))
        packetize(unit.bytes, in: unit.codec, shownAt: time, moment)
    }

    private mutating func passPicture(_ unit: SourceUnit, _ moment: Instant) {
        let facts = PictureFacts(unit.bytes, in: unit.codec, isKeyframe: unit.isKeyframe)
        let bytes =
            facts.isKeyframe && !facts.hasParameters
            ? (unit.configuration?.parameterUnits ?? []) + unit.bytes : unit.bytes
        let shift = unit.compositionTime.ticks(rate: 90_000)
        let time = unit.time.ticks(rate: 90_000)
        outputs.append(
            .unit(
                ContributedUnit(
                    codec: unit.codec, configuration: nil,
                    unit: AccessUnit(
                        bytes, decodeTime: time, compositionOffset: Int32(clamping: shift),
                        isSync: facts.isKeyframe, captured: moment))))
        guard packetizers[unit.codec] != nil else { return }
        let isLate = order.isLate(shownAt: time + shift, isKeyframe: facts.isKeyframe)
        if isLate { noteLate(facts) }
        guard !isLate, !isThinned || facts.isKeyframe else { return }
        packetize(
            bytes, in: unit.codec, shownAt: time + shift,
            moment.advanced(by: .nanoseconds(unit.compositionTime)))
    }

    private mutating func packetize(
        _ bytes: [UInt8], in codec: Codec, shownAt time: Int64, _ moment: Instant
    ) {
        if let packets = packetizers[codec]?.packetize(bytes, shownAt: time, captured: moment) {
            outputs.append(.packets(packets))
        }
    }

    // MARK: B-frames

    private mutating func noteLate(_ facts: PictureFacts) {
        let isFirst = !hasLate
        hasLate = true
        guard policy == .drop else {
            if isFirst { outputs.append(.refusal("the pictures have B-frames; set their number to 0")) }
            return
        }
        if facts.isReference, !isThinned {
            isThinned = true
            outputs.append(
                .notice(
                    "other pictures refer to B-frames: viewers over WebRTC get keyframes only; "
                        + "set the number of B-frames to 0"))
        } else if isFirst {
            outputs.append(
                .notice(
                    "the pictures have B-frames, which viewers over WebRTC do not get; set their number to 0")
            )
        }
    }
}

extension Bool {
    /// Whether all that the other says holds here.
    fileprivate static func >= (left: Bool, right: Bool) -> Bool { left || !right }
}
