public import Bytes
public import Timing

/// A protocol over a byte stream, as a connection drives it: HTTP, RTMP, ICE over TCP.
///
/// Invariant: after each `handle…` the connection sends `outbound`, looks at `nextDeadline`, `wantsInput` and
/// `ending`, and only then makes the next call.
public protocol StreamCore: AnyObject {
    /// What waits to be sent.
    var outbound: OutboundQueue { get }
    /// Whether more may be read; `false` leaves it in the kernel, which pushes back on the peer.
    var wantsInput: Bool { get }
    /// When `handleTimeout(at:)` is to be called.
    var nextDeadline: Instant? { get }
    /// How the connection shall close once `outbound` is empty; `nil` while it shall not.
    var ending: StreamEnding? { get }

    /// Bytes arrived; all are taken.
    func handle(_ bytes: RawSpan, at now: Instant)
    /// The peer closed its sending side.
    func handleEndOfInput(at now: Instant)
    /// Some of `outbound` left.
    func handleSent(at now: Instant)
    /// `nextDeadline` passed.
    func handleTimeout(at now: Instant)
    /// The connection is gone; nothing more can be sent. Called exactly once, last.
    func handleDisconnect(at now: Instant)
}

/// How a connection closes.
public enum StreamEnding: Sendable {
    /// Our side is shut, and the peer gets time to read what was sent last.
    case orderly
    /// The peer must notice that something is missing: the connection is reset.
    case reset
}
