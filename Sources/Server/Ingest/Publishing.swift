import Ingest
import Timing

/// A stream that an encoder publishes, whatever it speaks.
struct Publishing {
    /// What its connection should see to.
    enum Remark {
        /// It is known what it brings.
        case described(ContributedTracks)
        /// Something that the operator should know.
        case notice(String)
        /// It cannot go on, for this reason.
        case refusal(String)
    }

    /// Puts its media on one clock.
    private var contribution: Contribution
    /// Gives it away.
    private(set) var outlet: FeedOutlet
    /// When it began.
    let began: Instant
    /// How many units came.
    private(set) var units: UInt64 = 0

    /// One that begins now.
    init(_ outlet: FeedOutlet, _ policy: OutOfOrderPolicy, at now: Instant) {
        var random = SystemRandom()
        contribution = Contribution(policy, using: &random)
        self.outlet = outlet
        began = now
    }

    /// When `handleTimeout(at:)` has something to do.
    var nextDeadline: Instant? { contribution.nextDeadline }

    /// When what came last is due.
    var position: Instant? { contribution.position }

    /// Takes what the source says it will bring.
    mutating func handle(announcedVideo video: Bool?, audio: Bool?) {
        contribution.handle(announcedVideo: video, audio: audio)
    }

    /// Takes a unit.
    mutating func handle(_ unit: SourceUnit, at now: Instant) {
        units &+= 1
        contribution.handle(unit, at: now)
    }

    /// Time has passed.
    mutating func handleTimeout(at now: Instant) { contribution.handleTimeout(at: now) }

    /// Passes on what came, up to something that its connection should see to.
    mutating func nextRemark() -> Remark? {
        while let output = contribution.pollOutput() {
            switch output {
            case .described(let tracks):
                outlet.describe(tracks)
                return .described(tracks)
            case .unit(let unit): outlet.add(unit)
            case .packets(let packets): outlet.add(packets)
            case .notice(let text): return .notice(text)
            case .refusal(let reason): return .refusal(reason)
            }
        }
        return nil
    }

    /// Gives away what was gathered.
    mutating func flush() { outlet.flush() }

    /// It is over.
    mutating func end(_ reason: String, isOrderly: Bool) { outlet.end(reason, isOrderly: isOrderly) }
}
