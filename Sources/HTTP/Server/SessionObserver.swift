/// Hears what a session did, for the counters of its loop. Called on that loop, many times a second: it only counts.
public protocol SessionObserver: AnyObject {
    /// A request got its answer's head, so long after its own head was complete.
    func answered(_ method: Method, _ status: Status, after duration: Duration)
    /// A WebSocket was opened.
    func openedWebSocket()
    /// A WebSocket was closed.
    func closedWebSocket()
    /// The connection ended.
    func ended(_ reason: EndReason)
}
