import Bytes
import CodecBridge
import Media
import Packaging
import Runtime
import Timing

/// The way of a stream's track to a transcoder and back, while somebody wants it in another codec.
///
///     working ── the transcoder ends ──► paused, for a second, then longer ──► working
///
/// What comes during a pause is left out, and so is what a transcoder is too slow to take: what is late is of no use. After
/// either it goes on with a unit that decoding can begin with, which is any of sound.
final class BridgeLine {
    /// What a stream says of a track.
    enum Step {
        /// Make this of it from now on.
        case begin(BridgeOrder)
        /// Units of it, and what they are.
        case units([AccessUnit], BridgeFormat)
        /// Make it no more.
        case end
    }

    /// What comes back.
    enum Reply {
        /// What was made.
        case unit(AccessUnit, CodecConfiguration)
        /// Of how many pictures one is made.
        case paced(divisor: Int)
        /// Nothing can be made before a keyframe.
        case keyframeWanted
    }

    /// The stream, and what its track is called.
    private let stream: String
    private let kind: TrackKind
    /// What is made of it.
    private let order: BridgeOrder
    private let transcoders: Transcoders
    private let poller: Poller
    private let log: Logger
    private let tell: (Reply) -> Void
    /// What makes it; `nil` while nothing does.
    private var job: TranscoderJob?
    /// How many were started, since what an earlier one still says is of no use; and when the last was.
    private var startCount = 0, lastStart = Instant.zero
    /// What it was told that units are, and whether it needs one that decoding can begin with.
    private var format: BridgeFormat?
    private var awaitsSync = true
    /// What is made, and of how many units one.
    private var configuration: CodecConfiguration?
    private var divisor = 1
    /// How many failed in a row, and when the next may begin.
    private var failures = 0
    private var nextStart: Instant?
    /// Whether it takes less than it is sent, which was said; and whether it was said that it makes fewer pictures.
    private var isBehind = false, isSlowSaid = false

    /// The most octets that may wait for the transcoder: twice what is remembered of either at its best.
    private static let mostWaiting: [TrackKind: Int] = [.audio: 4 << 20, .video: 24 << 20]
    /// How long after its start one that fails counts as one that worked.
    private static let trial = Duration.seconds(30)
    /// How often a pause doubles.
    private static let mostDoublings = 5

    init(
        _ stream: String, _ kind: TrackKind, _ order: BridgeOrder, _ transcoders: Transcoders,
        on poller: Poller, log: Logger, tell: @escaping (Reply) -> Void
    ) {
        self.stream = stream
        self.kind = kind
        self.order = order
        self.transcoders = transcoders
        self.poller = poller
        self.log = log
        self.tell = tell
    }

    // MARK: Commands

    /// Has units changed; whether there is somebody who does that.
    func send(_ units: [AccessUnit], _ format: BridgeFormat) -> Bool {
        if job == nil { start() }
        guard let job else { return false }
        if format != self.format {
            self.format = format
            awaitsSync = true
            _ = job.send(.format(format))
        }
        var isKeyframeMissing = false
        for unit in units {
            guard unit.isSync || !awaitsSync else {
                isKeyframeMissing = true
                continue
            }
            let isTaken = job.send(.unit(unit))
            if !isTaken { leaveOut() }
            isBehind = !isTaken
            awaitsSync = !isTaken
        }
        if isKeyframeMissing, awaitsSync { tell(.keyframeWanted) }
        return true
    }

    /// Ends it.
    func stop() {
        guard let job else { return }
        self.job = nil
        pace(1)
        // It ends by itself then, unless it takes nothing any more.
        if !job.send(.end) { job.stop() }
    }

    // MARK: The transcoder

    private func start() {
        let now = poller.now
        guard nextStart.map({ $0 <= now }) ?? true else { return }
        (startCount, lastStart) = (startCount + 1, now)
        job = transcoders.start(order, limit: nil, mostWaiting: Self.mostWaiting[kind] ?? 0) {
            [weak self, number = startCount] event in
            guard let self, number == startCount, job != nil else { return }
            take(event)
        }
        (configuration, format, awaitsSync) = (nil, nil, true)
        if job == nil { pause() }
    }

    private func take(_ event: TranscoderJob.Event) {
        switch event {
        case .message(.format(let format)): configuration = Self.configuration(format)
        case .message(.unit(let unit)): if let configuration { tell(.unit(unit, configuration)) }
        case .message(.paced(let divisor, let leftOut)):
            transcoders.noteLeftOutPictures(leftOut)
            pace(divisor)
        case .message: break
        case .ended:
            job = nil
            pace(1)
            pause()
        }
    }

    /// What a transcoder makes, of the codecs that it is asked for.
    private static func configuration(_ format: BridgeFormat) -> CodecConfiguration? {
        switch format.codec {
        case .aac: AACConfiguration(record: format.record).map { .aac($0) }
        case .h264: H264Configuration(record: format.record.bytes).map { .h264($0) }
        default: nil
        }
    }

    private func pause() {
        let now = poller.now
        if lastStart.duration(to: now) >= Self.trial { failures = 0 }
        nextStart = now.advanced(by: .seconds(1 << failures))
        failures = min(failures + 1, Self.mostDoublings)
    }

    // MARK: Slowness

    private func leaveOut() {
        transcoders.noteLeftOut()
        guard !isBehind else { return }
        log.warning(
            "transcoder is behind",
            [
                "stream": .text(stream),
                "effect": .text("\(kind == .video ? "pictures are" : "sound is") left out"),
            ])
    }

    /// Of so many pictures one is made from now on. It is said the first time; the stream's status tells how it is.
    private func pace(_ divisor: Int) {
        guard divisor != self.divisor else { return }
        transcoders.noteSlow(by: (divisor > 1 ? 1 : 0) - (self.divisor > 1 ? 1 : 0))
        self.divisor = divisor
        tell(.paced(divisor: divisor))
        guard divisor > 1, !isSlowSaid else { return }
        isSlowSaid = true
        log.warning(
            "transcoder is too slow",
            [
                "stream": .text(stream),
                "effect": .text("it encodes one of \(divisor) pictures until it is quick enough again"),
            ])
    }
}
