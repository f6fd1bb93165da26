import HTTP

/// Counts what the sessions of one loop do.
final class HTTPTally: SessionObserver {
    /// The counts so far.
    var counters = HTTPCounters()

    func answered(_ method: Method, _ status: Status, after duration: Duration) {
        counters.answered(method, status, after: duration)
    }

    func refused(_ status: Status) { counters.refused(status) }

    func openedWebSocket() { counters.webSockets += 1 }

    func closedWebSocket() { counters.webSockets -= 1 }

    func ended(_ reason: EndReason) { counters.ended(reason) }
}
