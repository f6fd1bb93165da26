import Bytes
import ICE
import Runtime
import Timing

/// One TCP connection of a peer: finds the frames in what arrives, and frames what leaves.
///
/// It stays as long as it is the way of a session, which is looked at every `patience`: one that proves itself by no
/// right check goes, and so does one whose session has ended.
final class MediaStream: StreamCore {
    /// What may wait to be sent. More is older than anybody wants to see.
    private static let backlog = 256 << 10
    /// How long a connection may stay without being the way of a session.
    private static let patience = Duration.seconds(10)

    /// The way that its datagrams go.
    let path: Path
    /// The connection; `nil` once it is gone.
    var connection: TCPConnection?
    /// Finds frames.
    private var frames = StreamFrames()
    /// Takes them.
    private let received: (RawSpan, Path, Instant) -> Void
    /// Whether a path is the way of a session.
    private let isKnown: (Path) -> Bool
    /// When that is looked at next.
    private var deadline: Instant
    /// What waits to be sent.
    let outbound = OutboundQueue()
    /// How it closes.
    private(set) var ending: StreamEnding?

    init(
        _ path: Path, at now: Instant, isKnown: @escaping (Path) -> Bool,
        received: @escaping (RawSpan, Path, Instant) -> Void
    ) {
        self.path = path
        self.isKnown = isKnown
        self.received = received
        deadline = now.advanced(by: Self.patience)
    }

    /// Adds a frame; `false` when it was dropped, since too much waits.
    func append(_ datagram: RawSpan) -> Bool {
        guard ending == nil, outbound.count < Self.backlog, let length = UInt16(exactly: datagram.byteCount)
        else { return false }
        outbound.append([UInt8(length >> 8), UInt8(truncatingIfNeeded: length)])
        outbound.append(datagram)
        return true
    }

    var wantsInput: Bool { ending == nil }
    var nextDeadline: Instant? { ending == nil ? deadline : nil }

    func handle(_ bytes: RawSpan, at now: Instant) {
        var reader = ByteReader(bytes)
        while ending == nil, frames.take(from: &reader) { received(frames.frame, path, now) }
        if frames.isBroken { end(.reset) }
    }

    func handleEndOfInput(at now: Instant) { end(.orderly) }
    func handleSent(at now: Instant) {}

    func handleTimeout(at now: Instant) {
        guard let nextDeadline, nextDeadline <= now else { return }
        guard isKnown(path) else { return end(.reset) }
        frames.releaseMemory()
        deadline = now.advanced(by: Self.patience)
    }

    func handleDisconnect(at now: Instant) {
        connection = nil
        end(.reset)
    }

    /// Nothing is read or sent any more. What waits is dropped: whoever does not read it would keep it here for ever.
    private func end(_ ending: StreamEnding) {
        self.ending = self.ending ?? ending
        outbound.removeAll()
    }
}
