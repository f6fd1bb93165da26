import Bytes
import ICE
import Runtime
import Timing

/// One TCP connection of a peer: finds the frames in what arrives, and frames what leaves.
final class MediaStream: StreamCore {
    /// What may wait to be sent. More is older than anybody wants to see.
    private static let backlog = 256 << 10
    /// How long a connection may stay without a right check.
    private static let patience = Duration.seconds(10)

    /// The way that its datagrams go.
    let path: Path
    /// The connection; `nil` once it is gone.
    var connection: TCPConnection?
    /// Whether a right check came by it.
    private var isProven = false
    /// Finds frames.
    private var frames = StreamFrames()
    /// Takes them, and says whether the path was proven.
    private let received: (RawSpan, Path, Instant) -> Bool
    /// When it is to be closed unless it is proven.
    private let deadline: Instant
    /// What waits to be sent.
    let outbound = OutboundQueue()
    /// How it closes.
    private(set) var ending: StreamEnding?

    init(_ path: Path, received: @escaping (RawSpan, Path, Instant) -> Bool, at now: Instant) {
        self.path = path
        self.received = received
        deadline = now.advanced(by: Self.patience)
    }

    /// Adds a frame, or drops it when too much waits.
    func append(_ datagram: RawSpan) {
        guard outbound.count < Self.backlog, let length = UInt16(exactly: datagram.byteCount) else { return }
        outbound.append([UInt8(length >> 8), UInt8(truncatingIfNeeded: length)])
        outbound.append(datagram)
    }

    var wantsInput: Bool { ending == nil }
    var nextDeadline: Instant? { isProven || ending != nil ? nil : deadline }

    func handle(_ bytes: RawSpan, at now: Instant) {
        var reader = ByteReader(bytes)
        while ending == nil, frames.take(from: &reader) { isProven = received(frames.frame, path, now) }
        if frames.isBroken { ending = .reset }
    }

    func handleEndOfInput(at now: Instant) { ending = .orderly }
    func handleSent(at now: Instant) {}

    func handleTimeout(at now: Instant) {
        if let nextDeadline, nextDeadline <= now { ending = .reset }
    }

    func handleDisconnect(at now: Instant) { connection = nil }
}
