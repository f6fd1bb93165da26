/// Hears what sessions do, for the counters of their loop. Called on that loop, many times a second: it only counts.
public protocol SessionObserver: AnyObject {
    /// A request got its answer's head, so long after its own head was complete.
    func answered(_ method: Method, _ status: Status, after duration: Duration)
    /// The connection refused with this status what no service has seen, or will see the end of.
    func refused(_ status: Status)
    /// A WebSocket was opened.
    func openedWebSocket()
    /// A WebSocket was closed.
    func closedWebSocket()
    /// A connection ended.
    func ended(_ reason: EndReason)
}
