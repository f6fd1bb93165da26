public import Bytes
internal import CLinux
internal import Glibc
public import Timing

/// One TCP connection on one loop: moves bytes between the kernel and a protocol core, through TLS where wanted.
///
///     accepted ──► handshaking (TLS) ──► open ──► lingering ──► closed
///                        └───────────────┴──────────────────────►
///
/// Invariants:
/// 1. The core exists exactly from `open` on, and is told of its end exactly once.
/// 2. `mayRead` is true from the kernel's report until a read came up short; `mayWrite` likewise for writes. The
///    poller is edge-triggered, so losing either would hang the connection.
public final class TCPConnection: EventSource {
    /// Where in its life the connection is.
    private enum State {
        case handshaking(TLSSession, (TransportFacts) -> any StreamCore)
        case open(any StreamCore)
        /// Our side is shut and what the peer still sends is thrown away, so that a reset does not take the last
        /// answer from it before it has read that (RFC 9112 §9.6).
        case lingering(left: Int)
        case closed
    }

    /// How many bytes one connection may move in a turn before others get theirs.
    private static let bytesPerTurn = 1 << 20
    /// How long a TLS handshake may take.
    private static let handshakeTime = Duration.seconds(10)
    /// How long, and for how many bytes, a lingering connection listens to a peer that goes on sending.
    private static let lingerTime = Duration.seconds(2)
    private static let lingerBytes = 1 << 20

    /// The socket.
    private let socket: Socket
    /// The loop.
    private let poller: Poller
    /// Its registration there.
    private var token: Poller.Token?
    /// Where it is in its life.
    private var state: State
    /// The cipher between the socket and the core, if any.
    private let tls: TLSSession?
    /// The one timer, for the handshake, the core's deadline or the end of lingering.
    private var timer: Timer?
    /// Whether the kernel may hold input for us.
    private var mayRead = true
    /// Whether the kernel reported the end of input: it comes behind the bytes and has no edge of its own, so a
    /// short read is not the last any more.
    private var endIsNear = false
    /// Whether the kernel may take output.
    private var mayWrite = true
    /// How long the peer may take for the last that was sealed, of which the core knows nothing any more.
    private let lastSealedTime: Duration
    /// By when it must have taken that, once the core has ended and all of its output is sealed.
    private var lastSealedBy: Instant?
    /// Whether the handshake has been begun, where that is for us to do.
    private var hasBegun: Bool
    /// Whether the core has been told that the peer's side is closed.
    private var toldEndOfInput = false
    /// Why there is no TLS, where that is what ended the connection.
    public private(set) var handshakeFailure: String?
    /// The peer's address.
    public let peer: SocketAddress
    /// Called once, when the descriptor is about to be closed.
    private let closed: (TCPConnection) -> Void
    /// What the owner knows the connection by; nothing here looks at it.
    public var tag: UInt64 = 0

    /// Drives `socket` on `poller`. With a TLS context the handshake comes first; the core is made afterwards.
    public init(
        _ accepted: consuming AcceptedSocket, peer: SocketAddress, tls context: TLSContext? = nil,
        lastSealedTime: Duration = .seconds(30), on poller: Poller,
        core make: @escaping (TransportFacts) -> any StreamCore,
        closed: @escaping (TCPConnection) -> Void
    ) throws(SystemError) {
        socket = accepted.socket
        self.poller = poller
        self.peer = peer
        self.lastSealedTime = lastSealedTime
        self.closed = closed
        hasBegun = context?.isClient != true
        if let context {
            guard let session = TLSSession(in: context, scratch: poller.scratch) else {
                throw SystemError("SSL_new", code: ENOMEM)
            }
            tls = session
            state = .handshaking(session, make)
        } else {
            tls = nil
            state = .open(make(TransportFacts(isSecure: false, applicationProtocol: nil)))
        }
        token = try poller.add(socket.descriptor, for: self)
        if tls != nil { arm(poller.now.advanced(by: Self.handshakeTime)) }
    }

    /// Whether the kernel has taken all there was to send.
    public var isFlushed: Bool {
        guard tls?.hasSealed != true else { return false }
        if case .open(let core) = state { return core.outbound.isEmpty }
        return true
    }

    /// Sends what the core has now, after a command from outside changed it.
    public func settle() {
        progress(at: poller.now)
    }

    /// Ends the connection at once.
    public func close() {
        finish(at: poller.now)
    }

    /// Reads and writes what can be.
    public func ready(_ readiness: Readiness, at now: Instant) {
        if !readiness.isDisjoint(with: [.readable, .endOfInput, .broken]) { mayRead = true }
        if !readiness.isDisjoint(with: [.endOfInput, .broken]) { endIsNear = true }
        if readiness.contains(.writable) { mayWrite = true }
        begin(at: now)
        read(at: now)
        progress(at: now)
    }

    /// Says the first word of a handshake that is ours to begin, once there is a connection.
    private func begin(at now: Instant) {
        guard let tls, case .handshaking = state, !hasBegun, mayWrite else { return }
        hasBegun = true
        advance(tls, at: now)
    }

    // MARK: Input

    /// Reads until the kernel has no more, the core wants no more, or the turn's share is used up.
    private func read(at now: Instant) {
        var share = Self.bytesPerTurn
        while mayRead, wantsInput, share > 0 {
            let memory = unsafe poller.scratch.incoming
            let count = unsafe recv(socket.descriptor.number, memory.baseAddress, memory.count, 0)
            if count > 0 {
                share -= count
                poller.traffic.received += count
                // A short read emptied the buffer; the next bytes come with their own edge.
                if count < memory.count, !endIsNear { mayRead = false }
                // Sound: the kernel wrote `count` bytes, and the view does not outlive this call.
                take(
                    unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: memory[..<count])), at: now)
            } else if count == 0 {
                mayRead = false
                endOfInput(at: now)
            } else {
                readFailed(errno, at: now)
            }
        }
    }

    private func readFailed(_ code: Int32, at now: Instant) {
        switch code {
        case EINTR: return
        case EAGAIN: mayRead = false
        default: finish(at: now)
        }
    }

    /// Whether the present state has a use for bytes.
    private var wantsInput: Bool {
        switch state {
        case .handshaking, .lingering: true
        case .open(let core): core.wantsInput && core.ending == nil && !toldEndOfInput
        case .closed: false
        }
    }

    /// Gives bytes from the socket to whoever they are for.
    private func take(_ bytes: RawSpan, at now: Instant) {
        if case .lingering(let left) = state {
            state = .lingering(left: left - bytes.byteCount)
            if left <= bytes.byteCount { finish(at: now) }
            return
        }
        guard let tls else {
            if case .open(let core) = state { core.handle(bytes, at: now) }
            return
        }
        tls.offering(bytes) { advance(tls, at: now) }
    }

    /// Goes on with the handshake, and once that is done with what was sealed for the core.
    private func advance(_ tls: TLSSession, at now: Instant) {
        if case .handshaking(_, let make) = state {
            switch tls.handshake() {
            case .pending: return
            case .failed(let reason):
                handshakeFailure = reason
                // The alert tells the peer why.
                _ = flushSealed(tls, nil)
                return finish(at: now)
            case .done(let facts): state = .open(make(facts))
            }
        }
        guard case .open(let core) = state else { return }
        let ended = tls.drain { core.handle($0, at: now) }
        if ended { endOfInput(at: now) }
    }

    private func endOfInput(at now: Instant) {
        switch state {
        case .open(let core):
            guard !toldEndOfInput else { return }
            toldEndOfInput = true
            core.handleEndOfInput(at: now)
        case .handshaking, .lingering: finish(at: now)
        case .closed: break
        }
    }

    // MARK: Output

    /// Sends what waits, then looks whether the core wants more input, another deadline, or its end.
    private func progress(at now: Instant) {
        guard token != nil else { return }
        var share = Self.bytesPerTurn
        flush(&share, at: now)
        guard let token else { return }
        guard case .open(let core) = state else { return }
        if let ending = core.ending, isFlushed { return end(ending, at: now) }
        if core.ending != nil, core.outbound.isEmpty, lastSealedBy == nil {
            lastSealedBy = now.advanced(by: lastSealedTime)
        }
        if (mayRead && wantsInput) || (mayWrite && !isFlushed) { poller.again(token) }
        arm(lastSealedBy ?? core.nextDeadline)
    }

    /// Writes until the kernel takes no more, nothing waits, or the turn's share is used up.
    private func flush(_ share: inout Int, at now: Instant) {
        while mayWrite, share > 0 {
            let sent: Int
            switch state {
            case .open(let core):
                sent = tls.map { flushSealed($0, core.outbound) } ?? flushPlain(core.outbound)
                if sent > 0 { core.handleSent(at: now) }
            case .handshaking(let tls, _):
                sent = flushSealed(tls, nil)
            case .lingering, .closed:
                return
            }
            share -= sent
            poller.traffic.sent += max(sent, 0)
            if sent < 0 { return finish(at: now) }
            if sent == 0 { return }
        }
    }

    /// Writes the first pieces of a queue with one call. Returns what left, 0 when nothing can, -1 on failure.
    private func flushPlain(_ queue: OutboundQueue) -> Int {
        if let part = queue.filePart { return flush(part, of: queue) }
        guard !queue.isEmpty else { return 0 }
        var gathered = 0
        // Sound: the pieces stay where they are until `removeFirst`, after the call.
        let sent = unsafe withUnsafeTemporaryAllocation(of: UnsafeRawBufferPointer.self, capacity: 64) {
            pieces in
            let count = unsafe queue.gather(into: pieces, beforeFile: true)
            return unsafe withUnsafeTemporaryAllocation(of: iovec.self, capacity: 64) { vectors in
                for index in 0..<count {
                    unsafe vectors[index] = iovec(
                        iov_base: UnsafeMutableRawPointer(mutating: pieces[index].baseAddress),
                        iov_len: pieces[index].count)
                    gathered += unsafe pieces[index].count
                }
                var header = unsafe msghdr()
                unsafe header.msg_iov = vectors.baseAddress
                unsafe header.msg_iovlen = count
                // The next call follows at once: a head shall share a segment with the body behind it.
                let flags = gathered < queue.count ? Int(MSG_NOSIGNAL) | Int(MSG_MORE) : Int(MSG_NOSIGNAL)
                return unsafe sendmsg(socket.descriptor.number, &header, Int32(flags))
            }
        }
        guard sent >= 0 else { return writeFailed(errno) }
        if sent < gathered { mayWrite = false }
        queue.removeFirst(sent)
        return sent
    }

    /// Lets the kernel send its own pages of a file: nothing is copied, and all who are sent the same bytes share
    /// them. A large body costs half of what `sendmsg` takes for it. A short count may have other reasons than a
    /// full socket, so only EAGAIN tells that.
    private func flush(_ part: FilePart, of queue: OutboundQueue) -> Int {
        var offset = off_t(part.range.lowerBound)
        let sent = unsafe sendfile(socket.descriptor.number, part.file, &offset, part.range.count)
        guard sent > 0 else { return sent < 0 ? writeFailed(errno) : -1 }
        queue.removeFirst(sent)
        return sent
    }

    /// Seals some of a queue and writes it. Returns what left of the queue or of the cipher's own messages.
    private func flushSealed(_ tls: TLSSession, _ queue: OutboundQueue?) -> Int {
        if let queue, !tls.hasSealed, !queue.isEmpty {
            guard tls.seal(queue) else { return -1 }
        }
        guard tls.hasSealed else { return 0 }
        let sent = unsafe tls.withSealed { bytes in
            unsafe send(socket.descriptor.number, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        }
        guard sent >= 0 else {
            tls.keepSealed(from: 0)
            return writeFailed(errno)
        }
        tls.keepSealed(from: sent)
        if tls.hasSealed { mayWrite = false }
        return max(sent, 1)
    }

    private func writeFailed(_ code: Int32) -> Int {
        switch code {
        case EAGAIN:
            mayWrite = false
            return 0
        case EINTR:
            return 0
        default:
            return -1
        }
    }

    // MARK: Time and the end

    /// Sets the one timer, or takes it off.
    private func arm(_ deadline: Instant?) {
        guard let deadline else {
            if let timer { poller.cancel(timer) }
            return
        }
        if timer == nil {
            timer = Timer { [unowned self] now in self.timedOut(at: now) }
        }
        if let timer, timer.deadline != deadline { poller.schedule(timer, at: deadline) }
    }

    private func timedOut(at now: Instant) {
        switch state {
        case .open(let core):
            if let lastSealedBy, lastSealedBy <= now { return finish(at: now) }
            if let deadline = core.nextDeadline, deadline <= now { core.handleTimeout(at: now) }
            progress(at: now)
        case .handshaking, .lingering: finish(at: now)
        case .closed: break
        }
    }

    private func end(_ ending: StreamEnding, at now: Instant) {
        switch ending {
        case .orderly: linger(at: now)
        case .reset:
            // A close that does not linger sends RST (RFC 9293 §3.10.4, socket(7) SO_LINGER).
            var option = Glibc.linger(l_onoff: 1, l_linger: 0)
            let size = socklen_t(MemoryLayout<Glibc.linger>.size)
            _ = unsafe setsockopt(socket.descriptor.number, SOL_SOCKET, SO_LINGER, &option, size)
            finish(at: now)
        }
    }

    /// Shuts our side down and waits for the peer to have read it.
    private func linger(at now: Instant) {
        guard case .open(let core) = state else { return }
        if let tls, tls.sayGoodbye() { _ = flushSealed(tls, nil) }
        state = .lingering(left: Self.lingerBytes)
        core.handleDisconnect(at: now)
        guard !toldEndOfInput, shutdown(socket.descriptor.number, Int32(SHUT_WR)) == 0 else {
            return finish(at: now)
        }
        arm(now.advanced(by: Self.lingerTime))
        read(at: now)
    }

    /// Leaves the loop and lets the owner drop the connection, which closes the descriptor.
    private func finish(at now: Instant) {
        guard let token else { return }
        self.token = nil
        poller.remove(token)
        if let timer { poller.cancel(timer) }
        if case .open(let core) = state { core.handleDisconnect(at: now) }
        state = .closed
        closed(self)
    }
}
