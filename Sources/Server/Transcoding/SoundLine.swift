import CodecBridge
import Media
import Runtime
import Timing

/// The way of a stream's sound to a transcoder and back, while somebody wants it as AAC.
///
///     working ── the transcoder ends ──► paused, for a second, then longer ──► working
///
/// What comes during a pause is left out, and so is what a transcoder is too slow to take: sound that is late is of no use.
final class SoundLine {
    /// What a stream says of its sound.
    enum Step {
        /// Make it AAC from now on, of so many bits a second.
        case begin(bitsPerSecond: Int)
        /// Units of it.
        case units([AccessUnit])
        /// Make it no more.
        case end
    }

    /// Takes what was made.
    typealias Reply = (AccessUnit, AACConfiguration) -> Void

    /// The stream.
    private let stream: String
    /// How many bits a second are made.
    private let bitsPerSecond: Int
    private let transcoders: Transcoders
    private let poller: Poller
    private let log: Logger
    private let reply: Reply
    /// What makes it; `nil` while nothing does.
    private var job: TranscoderJob?
    /// How many were started, since what an earlier one still says is of no use; and when the last was.
    private var startCount = 0, lastStart = Instant.zero
    /// What is made.
    private var configuration: AACConfiguration?
    /// How many failed in a row, and when the next may begin.
    private var failures = 0
    private var nextStart: Instant?
    /// Whether it takes less than it is sent, which was said.
    private var isBehind = false

    /// The most octets that may wait for the transcoder: twice what is remembered of sound at its best.
    private static let mostWaiting = 4 << 20
    /// How long after its start one that fails counts as one that worked.
    private static let trial = Duration.seconds(30)
    /// How often a pause doubles.
    private static let mostDoublings = 5

    init(
        _ stream: String, bitsPerSecond: Int, _ transcoders: Transcoders, on poller: Poller, log: Logger,
        reply: @escaping Reply
    ) {
        self.stream = stream
        self.bitsPerSecond = bitsPerSecond
        self.transcoders = transcoders
        self.poller = poller
        self.log = log
        self.reply = reply
    }

    // MARK: Commands

    /// Has units of Opus made AAC; whether there is somebody who does that.
    func send(_ units: [AccessUnit]) -> Bool {
        if job == nil { start() }
        guard let job else { return false }
        for unit in units {
            let isTaken = job.send(.unit(unit))
            if !isTaken { leaveOut() }
            isBehind = !isTaken
        }
        return true
    }

    /// Ends it.
    func stop() {
        guard let job else { return }
        self.job = nil
        // It ends by itself then, unless it takes nothing any more.
        if !job.send(.end) { job.stop() }
    }

    // MARK: The transcoder

    private func start() {
        let now = poller.now
        guard nextStart.map({ $0 <= now }) ?? true else { return }
        (startCount, lastStart) = (startCount + 1, now)
        job = transcoders.start(
            .sound(bitsPerSecond: bitsPerSecond), limit: nil, mostWaiting: Self.mostWaiting
        ) { [weak self, number = startCount] event in
            guard let self, number == startCount, job != nil else { return }
            take(event)
        }
        configuration = nil
        guard let job else { return pause() }
        _ = job.send(.format(BridgeFormat(.opus(OpusConfiguration()))))
    }

    private func take(_ event: TranscoderJob.Event) {
        switch event {
        case .message(.format(let format)):
            configuration = format.codec == .aac ? AACConfiguration(record: format.record) : nil
        case .message(.unit(let unit)):
            if let configuration { reply(unit, configuration) }
        case .message: break
        case .ended:
            job = nil
            pause()
        }
    }

    private func pause() {
        let now = poller.now
        if lastStart.duration(to: now) >= Self.trial { failures = 0 }
        nextStart = now.advanced(by: .seconds(1 << failures))
        failures = min(failures + 1, Self.mostDoublings)
    }

    private func leaveOut() {
        transcoders.noteLeftOut()
        guard !isBehind else { return }
        log.warning("transcoder is behind", ["stream": .text(stream), "effect": .text("sound is left out")])
    }
}
