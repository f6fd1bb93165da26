internal import Bytes
public import ICE
public import Timing

/// The half of ICE that a peer plays: a server's answers checks, a client's makes them.
public protocol Agent {
    /// Where datagrams go; `nil` until a check was right.
    var selectedPath: Path? { get }
    /// Our fragments, by which checks find this agent.
    var ufrags: [String] { get }
    /// What became of the checks so far.
    var counters: CheckCounters { get }
    /// The last check that was not answered with success.
    var lastFailure: CheckFailure? { get }
    /// When `handleTimeout(at:)` wants to be called.
    var nextDeadline: Instant? { get }
    /// A STUN datagram came by `path`; whether it proved that the other side is there.
    mutating func handle(_ datagram: RawSpan, on path: Path, at now: Instant) -> Bool
    /// Time has passed.
    mutating func handleTimeout(at now: Instant)
    /// Restarts ICE with new credentials; what was found stays until something better is.
    mutating func restart(with credentials: Credentials, remoteUfrag: String?)
    /// The transport under a path has ended.
    mutating func drop(_ path: Path, at now: Instant)
    /// What to do next; drain it to `nil` after each mutation.
    mutating func pollOutput() -> AgentOutput?
}

extension LiteAgent: Agent {
    /// The transport under a path has ended. It looks at no clock.
    public mutating func drop(_ path: Path, at now: Instant) { drop(path) }
}

extension FullAgent: Agent {
    /// Its fragment: it has one connection, so nobody looks for it by others.
    public var ufrags: [String] { [credentials.ufrag] }

    /// Restarts; `connect(to:isLite:at:)` tells it of the other side.
    public mutating func restart(with credentials: Credentials, remoteUfrag: String?) {
        restart(with: credentials)
    }
}
