import Bytes
import Ingest
import MPEGTS
import SRTTransport
import Timing

/// One caller's SRT connection: a transport stream, and what it publishes.
///
///     waiting for the home of its stream ── accept ──► publishing ──► ended
///       └────────────── a refusal, silence, what is no transport stream ──┘
///
/// One mutation, then `pollEvent` until it is `nil`, then the next.
struct SRTPublisher {
    /// What its owner has to see to.
    enum Event {
        /// It is known what it brings.
        case described(ContributedTracks)
        /// Something that the operator should know.
        case notice(String)
        /// It is over, for this reason.
        case ended(String, isOrderly: Bool)
    }

    /// What it asked for.
    let request: SRTStreamID
    /// What it publishes, once it may.
    private(set) var publishing: Publishing?
    /// What its connection counted.
    var statistics = SRTStatistics()
    /// Takes its stream apart.
    private var demultiplexer: Demultiplexer
    /// What came before it was let publish.
    private var held: [UInt8] = []
    /// When a unit must have come, and whether anything at all did since the last.
    private var deadline: Instant
    private var hasHeard = false
    /// Whether it is over.
    private(set) var isEnded = false
    /// What the owner has to see to.
    private var events: [Event] = []

    /// How long nothing may come that can be played. Encoders send something every fraction of a second.
    private static let longestSilence = Duration.seconds(15)
    /// How much may come until it is decided whether it may publish: two seconds of 30 Mb/s.
    private static let mostHeld = 8 << 20

    /// A caller that was let through.
    init(_ request: SRTStreamID, at now: Instant) {
        self.request = request
        demultiplexer = Demultiplexer(program: request.program)
        deadline = now.advanced(by: Self.longestSilence)
    }

    // MARK: Getters

    /// What was wrong with its stream.
    var damage: Demultiplexer.Damage { demultiplexer.damage }

    /// When `handleTimeout(at:)` has something to do.
    var nextDeadline: Instant? {
        isEnded ? nil : min(deadline, publishing?.nextDeadline ?? deadline)
    }

    // MARK: What arrives

    /// Takes octets of its stream.
    mutating func handle(_ bytes: RawSpan, at now: Instant) {
        guard !isEnded else { return }
        hasHeard = true
        guard publishing != nil else {
            held.append(bytes)
            if held.count > Self.mostHeld { end("too much came before it could publish", isOrderly: false) }
            return
        }
        do throws(TransportFault) {
            try demultiplexer.handle(bytes)
        } catch {
            drain(at: now)
            return end(error.description, isOrderly: false)
        }
        drain(at: now)
    }

    /// Its connection is over.
    mutating func handleEnd(at now: Instant) {
        guard !isEnded else { return }
        demultiplexer.handleEnd()
        drain(at: now)
        end("the client closed the connection, or was not heard of any more", isOrderly: true)
    }

    /// Time has passed.
    mutating func handleTimeout(at now: Instant) {
        guard !isEnded else { return }
        publishing?.handleTimeout(at: now)
        drain(at: now)
        guard deadline <= now else { return }
        let what = hasHeard ? "nothing that can be played" : "nothing"
        end("\(what) came for \(Self.longestSilence.components.seconds) s", isOrderly: false)
    }

    // MARK: Commands

    /// Lets it publish.
    mutating func accept(_ outlet: FeedOutlet, _ policy: OutOfOrderPolicy, at now: Instant) {
        guard !isEnded, publishing == nil else { return }
        publishing = Publishing(outlet, policy, at: now)
        deadline = now.advanced(by: Self.longestSilence)
        let held = self.held
        self.held = []
        if !held.isEmpty { handle(held.bytes, at: now) }
    }

    /// Ends it.
    mutating func end(_ reason: String, isOrderly: Bool) {
        guard !isEnded else { return }
        isEnded = true
        held = []
        publishing?.end(reason, isOrderly: isOrderly)
        events.append(.ended(reason, isOrderly: isOrderly))
    }

    // MARK: Outputs

    /// What to see to next.
    mutating func pollEvent() -> Event? { events.isEmpty ? nil : events.removeFirst() }

    // MARK: Parts

    private mutating func drain(at now: Instant) {
        while let output = demultiplexer.pollOutput() {
            switch output {
            case .described(let video, let audio): publishing?.handle(announcedVideo: video, audio: audio)
            case .unit(let unit):
                deadline = now.advanced(by: Self.longestSilence)
                hasHeard = false
                publishing?.handle(SourceUnit(unit), at: now)
                drainPublishing()
            }
        }
        drainPublishing()
        publishing?.flush()
    }

    private mutating func drainPublishing() {
        while let remark = publishing?.nextRemark() {
            switch remark {
            case .described(let tracks): events.append(.described(tracks))
            case .notice(let text): events.append(.notice(text))
            case .refusal(let reason): end(reason, isOrderly: false)
            }
        }
    }
}
