import Runtime
import Timing

/// What is on an ingest loop, and who gets which letter; it belongs to the loop's actor.
final class IngestDesk {
    /// Those who speak RTMP.
    let connections: RTMPConnections
    /// Those who speak SRT; `nil` when nobody may.
    let publishers: SRTPublishers?

    /// Hands out what comes into a box, at the end of each turn.
    init(
        _ connections: RTMPConnections, _ publishers: SRTPublishers?, on poller: Poller,
        box: Mailbox<IngestLetter>
    ) {
        (self.connections, self.publishers) = (connections, publishers)
        poller.afterTurn = { [unowned self, unowned poller] in
            for letter in box.drain() { handOut(letter, at: poller.now) }
        }
    }

    private func handOut(_ letter: IngestLetter, at now: Instant) {
        switch letter {
        case .decided(.rtmp(let number), let seat, let result):
            connections.decided(number, seat, result, at: now)
        case .decided(.srt(let name), let seat, let result):
            publishers?.decided(name, seat, result, at: now)
        case .released(let feed, let reason):
            connections.released(feed, reason, at: now)
            publishers?.released(feed, reason)
        case .srt(let event): publishers?.handle(event, at: now)
        }
    }
}
