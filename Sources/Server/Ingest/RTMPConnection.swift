import Bytes
import Ingest
import RTMP
import Runtime
import SFU
import Timing

/// One client's RTMP connection: a session, and what it publishes.
final class RTMPConnection: StreamCore {
    /// Its number among the loop's.
    let number: UInt64
    /// Where it comes from.
    let client: IPAddress
    /// The connection; `nil` once it is gone.
    var transport: TCPConnection?
    /// The protocol.
    private var session: PublisherSession
    /// What it publishes.
    private(set) var publishing: Publishing?
    /// What it said of itself when it asked.
    private(set) var request: PublishRequest?
    /// Who decides, and hears of it.
    private unowned let owner: RTMPConnections
    /// What waits to be sent.
    let outbound = OutboundQueue()
    /// How it closes.
    private(set) var ending: StreamEnding?

    /// What may wait to be sent: what we say is little, so whoever has not read this much reads nothing.
    private static let backlog = 64 << 10
    /// How far what came may be ahead of its time before no more is read.
    private static let farthestAhead = Duration.seconds(1)

    init(_ number: UInt64, from client: IPAddress, owner: RTMPConnections, at now: Instant) {
        self.number = number
        self.client = client
        self.owner = owner
        session = PublisherSession(at: now)
    }

    // MARK: What the transport asks

    var wantsInput: Bool { ending == nil && session.wantsInput && pausedUntil == nil }

    var nextDeadline: Instant? {
        guard ending == nil, let deadline = session.nextDeadline else { return nil }
        return min(deadline, publishing?.nextDeadline ?? deadline, pausedUntil ?? deadline)
    }

    func handle(_ bytes: RawSpan, at now: Instant) {
        var random = SystemRandom()
        session.handle(bytes, at: now, using: &random)
        owner.tally.receivedBytes &+= UInt64(bytes.byteCount)
        settle(at: now)
    }

    func handleEndOfInput(at now: Instant) {
        session.handleEndOfInput()
        settle(at: now)
    }

    func handleSent(at now: Instant) {}

    func handleTimeout(at now: Instant) {
        if let paused = pausedUntil, paused <= now { pausedUntil = nil }
        publishing?.handleTimeout(at: now)
        session.handleTimeout(at: now)
        settle(at: now)
    }

    func handleDisconnect(at now: Instant) {
        transport = nil
        session.handleEndOfInput()
        settle(at: now)
    }

    /// Until when nothing is read, since what came is ahead of its time.
    private var pausedUntil: Instant?

    /// Whether it waits for an answer to what it asked.
    var awaitsDecision: Bool { !session.isEnded && !session.wantsInput }

    // MARK: Commands: whoever calls them outside of a turn of the transport settles that

    /// Lets it publish.
    func accept(_ outlet: FeedOutlet, at now: Instant) {
        publishing = Publishing(outlet, owner.policy, at: now)
        session.accept(at: now)
        settle(at: now)
    }

    /// Refuses it.
    func refuse(_ refusal: RefusalCode, _ reason: String, at now: Instant) {
        session.refuse(refusal, reason)
        settle(at: now)
    }

    /// Ends it.
    func close(_ reason: String, at now: Instant) {
        session.close(reason)
        settle(at: now)
    }

    // MARK: Parts

    /// Does what the session says, until it says nothing.
    private func settle(at now: Instant) {
        drain(at: now)
        drainPublishing(at: now)
        drain(at: now)
        publishing?.flush()
        if outbound.count > Self.backlog {
            session.handleUnread()
            drain(at: now)
        }
        if let position = publishing?.position {
            let due = position.advanced(by: .zero - Self.farthestAhead)
            if due > now { pausedUntil = due }
        }
    }

    private func drain(at now: Instant) {
        while let output = session.pollOutput() {
            switch output {
            case .transmit(let bytes): if ending == nil { outbound.append(bytes) }
            case .event(let event): take(event, at: now)
            }
        }
    }

    private func take(_ event: PublisherSession.Event, at now: Instant) {
        switch event {
        case .publishAsked(let request):
            self.request = request
            owner.decide(request, for: self, at: now)
        case .described(let metadata):
            publishing?.handle(announcedVideo: metadata.hasVideo, audio: metadata.hasAudio)
        case .unit(let unit):
            publishing?.handle(SourceUnit(unit), at: now)
            drainPublishing(at: now)
        case .unpublished: endPublishing("the client ended its stream", isOrderly: true, at: now)
        case .ended(let end):
            if publishing == nil { owner.noteEnd(of: self, end) }
            endPublishing(end.description, isOrderly: end.isOrderly, at: now)
            // What was said last is still to be read, unless nobody is there.
            if case .violation = end, outbound.isEmpty { ending = .reset } else { ending = .orderly }
        }
    }

    private func drainPublishing(at now: Instant) {
        while let remark = publishing?.nextRemark() {
            switch remark {
            case .described(let tracks): owner.noteTracks(tracks, of: self)
            case .notice(let text): owner.note(text, of: self)
            case .refusal(let reason): session.refuse(.denied, reason)
            }
        }
    }

    private func endPublishing(_ reason: String, isOrderly: Bool, at now: Instant) {
        guard var publishing else { return }
        self.publishing = nil
        pausedUntil = nil
        publishing.end(reason, isOrderly: isOrderly)
        owner.notePublishingEnd(publishing, reason, isOrderly: isOrderly, at: now)
    }
}
