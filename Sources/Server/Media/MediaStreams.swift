import Bytes
import ICE
import Runtime
import Timing

/// The TCP side of a media shard: peers whose UDP is blocked connect here, and each sends frames that are datagrams
/// (RFC 6544 passive candidates, RFC 4571).
///
/// Anybody can connect, so connections are few and each holds little: one that is no session's way is closed in time,
/// and whoever reads slowly loses whole frames, as a network would lose datagrams.
final class MediaStreams {
    /// How many connections a shard takes at most, where there are descriptors for them.
    static let most = 4096

    /// The loop's poller.
    private let poller: Poller
    /// How many connections there may be. A quarter may come from one address, so that nobody keeps all others out.
    private let limit: Int
    /// The ports.
    private var listeners: [TCPListener] = []
    /// The connections, by the number in their paths.
    private var connections: [UInt64: MediaStream] = [:]
    /// How many there are of each address that has any.
    private var counts: [IPAddress: Int] = [:]
    /// The number of the next one.
    private var nextNumber: UInt64 = 1
    /// How many frames were dropped since their peer did not read.
    private(set) var unreadFrames: UInt64 = 0
    /// Those that have something to send.
    private var unsent: [MediaStream] = []
    /// Whether a path is the way of a session.
    private let isKnown: (Path) -> Bool
    /// Takes a frame.
    private let received: (_ frame: RawSpan, _ path: Path, _ now: Instant) -> Void
    /// Hears that a path is no more.
    private let ended: (Path) -> Void

    init(
        on poller: Poller, limit: Int, isKnown: @escaping (Path) -> Bool,
        received: @escaping (_ frame: RawSpan, _ path: Path, _ now: Instant) -> Void,
        ended: @escaping (Path) -> Void
    ) {
        self.poller = poller
        self.limit = limit
        self.isKnown = isKnown
        self.received = received
        self.ended = ended
    }

    /// Opens a port.
    func listen(at address: SocketAddress) throws(SystemError) {
        let listener = try TCPListener(at: address, on: poller) { [unowned self] socket, peer in
            accept(socket, from: peer, at: address)
        }
        listeners.append(listener)
    }

    /// Sends datagrams, each a frame of its own, on a path whose connection is still there.
    func send(_ bytes: RawSpan, to path: Path, segmentSize: Int) {
        guard case .tcp(let number) = path.transport, let stream = connections[number] else { return }
        var rest = bytes
        while !rest.isEmpty {
            let size = min(segmentSize, rest.byteCount)
            if !stream.append(rest.extracting(0..<size)) { unreadFrames &+= 1 }
            rest = rest.extracting(size..<rest.byteCount)
        }
        if unsent.last !== stream { unsent.append(stream) }
    }

    /// Gives what was sent to the kernel.
    func flush() {
        guard !unsent.isEmpty else { return }
        let streams = unsent
        unsent.removeAll(keepingCapacity: true)
        for stream in streams { stream.connection?.settle() }
    }

    /// Closes ports and connections.
    func close() {
        for listener in listeners { listener.close() }
        listeners = []
        for stream in Array(connections.values) { stream.connection?.close() }
    }

    private func accept(
        _ socket: consuming AcceptedSocket, from peer: SocketAddress, at address: SocketAddress
    ) {
        let holder = peer.ip.holder
        guard connections.count < limit, counts[holder, default: 0] < max(limit / 4, 1) else { return }
        let number = nextNumber
        nextNumber += 1
        let path = Path(local: address, remote: peer, transport: .tcp(connection: number))
        let stream = MediaStream(path, at: poller.now, isKnown: isKnown, received: received)
        connections[number] = stream
        counts[holder, default: 0] += 1
        do throws(SystemError) {
            stream.connection = try TCPConnection(
                socket, peer: peer, on: poller, core: { _ in stream },
                closed: { [unowned self] _ in
                    forget(number, of: holder)
                    ended(path)
                })
        } catch {
            forget(number, of: holder)
        }
    }

    /// A connection is no more.
    private func forget(_ number: UInt64, of holder: IPAddress) {
        connections[number] = nil
        let left = counts[holder, default: 1] - 1
        counts[holder] = left > 0 ? left : nil
    }
}
