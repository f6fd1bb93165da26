/// Hears what sessions do, for the counters of their loop. Called on that loop, many times a second: it only counts.
public protocol SessionObserver: AnyObject {
    /// A request got its answer's head, so long after its own head was complete.
    func answered(_ method: Method, _ status: Status, after duration: Duration)
    /// A WebSocket was opened.
    func openedWebSocket()
    /// A WebSocket was closed.
    func closedWebSocket()
    /// A connection ended.
    func ended(_ reason: EndReason)
}
