public import Bytes
public import Timing

/// One WebSocket from the moment that its handshake is done (RFC 6455 §5 to §7), seen from the server, or from a
/// client for tests and the load tester.
///
///     open ──► closing ──► ended        we sent Close and wait for the peer's
///      └────────────────────►           the peer closed, failed, or is gone
///
/// Invariant: one mutation, then drain `pollEvent()` to `nil` and send `outbound`, then the next mutation.
public final class WebSocketConnection {
    /// Which end of the socket we are.
    public enum Role {
        /// The server, which masks nothing and expects every frame masked.
        case server
        /// A client, with the source of its masks, which no page may be able to foretell (RFC 6455 §10.3).
        case client(masking: any RandomNumberGenerator)
    }

    /// Where in its life the socket is.
    private enum State {
        case open
        case closing(reason: EndReason)
        case ended
    }

    /// What waits to be sent: the queue of the connection that the socket grew out of.
    public let outbound: OutboundQueue
    /// Bounds on sizes and times.
    private let limits: WebSocketLimits
    /// Where in its life the socket is.
    private var state = State.open
    /// Takes the peer's bytes apart.
    private var parser: FrameParser
    /// Puts ours together.
    private var writer: FrameWriter
    /// The beginning of a frame's head.
    private var rest: [UInt8] = []
    /// The frame that is coming in.
    private var frame: FrameHead?
    /// The message that is coming in: what it is, and its bytes so far.
    private var message: (opcode: Opcode, bytes: [UInt8])?
    /// The payload of the control frame that is coming in.
    private var control: [UInt8] = []
    /// What happened.
    private var events = EventQueue<WebSocketEvent>()
    /// When the peer's silence is noticed next.
    private var silence: Instant?
    /// How many Pings were not answered by anything.
    private var pings = 0
    /// When we stop waiting for the peer's Close.
    private var closing: Instant?
    /// When the bytes that are due must have left.
    private var stall: Instant?
    /// How many bytes must leave by then: those that waited when the time began.
    private var due = 0
    /// How much waited when the last mutation ended.
    private var waiting = 0

    /// A socket that takes over `outbound`, in which the handshake's answer may still wait.
    ///
    /// `largestMessage` bounds what the peer may send, in bytes.
    public init(
        _ role: Role = .server, outbound: OutboundQueue = OutboundQueue(), largestMessage: Int,
        limits: WebSocketLimits = WebSocketLimits(), at now: Instant
    ) {
        self.outbound = outbound
        self.limits = limits
        switch role {
        case .server:
            parser = FrameParser(expectsMask: true, largestMessage: largestMessage)
            writer = FrameWriter()
        case .client(let random):
            parser = FrameParser(expectsMask: false, largestMessage: largestMessage)
            writer = FrameWriter(masking: random)
        }
        silence = now.advanced(by: limits.pingInterval)
        settle(at: now)
    }

    // MARK: Getters

    /// When `handleTimeout(at:)` must be called.
    public var nextDeadline: Instant? { [silence, closing, stall].compactMap { $0 }.min() }

    /// Whether bytes can be made use of.
    public var wantsInput: Bool { !hasEnded }

    /// Whether the socket has ended, and only `outbound` is left to be sent.
    public var hasEnded: Bool { if case .ended = state { true } else { false } }

    // MARK: Input

    /// Bytes arrived.
    public func handle(_ bytes: RawSpan, at now: Instant) {
        guard !hasEnded, !bytes.isEmpty else { return }
        if case .open = state {
            pings = 0
            silence = now.advanced(by: limits.pingInterval)
        }
        if rest.isEmpty {
            parse(bytes, at: now)
        } else {
            rest.append(bytes)
            let joined = rest
            rest = []
            parse(joined.bytes, at: now)
        }
        settle(at: now)
    }

    /// The peer closed its sending side, or the transport failed.
    public func handleEndOfInput(at now: Instant) {
        end(.finished)
        settle(at: now)
    }

    /// Some of `outbound` left.
    public func handleSent(at now: Instant) {
        due -= waiting - outbound.count
        settle(at: now)
    }

    /// A deadline passed.
    public func handleTimeout(at now: Instant) {
        if let stall, stall <= now {
            if due > 0 { giveUp(.tooSlow) } else { self.stall = nil }
        } else if let closing, closing <= now, case .closing(let reason) = state {
            giveUp(reason)
        } else if let silence, silence <= now {
            noticeSilence(at: now)
        }
        settle(at: now)
    }

    // MARK: Commands

    /// Sends a message, and returns how many bytes now wait. On a socket that is closing it is dropped.
    ///
    /// A peer that lets more than `WebSocketLimits.largestBacklog` wait is closed with 1008: it would get messages
    /// too late to be of use, and others pay for its memory.
    @discardableResult
    public func send(_ message: WebSocketMessage, at now: Instant) -> Int {
        guard case .open = state else { return outbound.count }
        switch message {
        case .text(let text): writer.write(text: text, to: outbound)
        case .binary(let slice): writer.write(.binary, slice, to: outbound)
        }
        settle(at: now)
        return outbound.count
    }

    /// Closes with a code and a reason, of which 123 bytes are sent at most (RFC 6455 §5.5.1).
    public func close(code: UInt16 = 1000, reason: String = "", at now: Instant) {
        beginClosing(code: code, reason: reason, counted: .finished, at: now)
        settle(at: now)
    }

    /// Closes because the server goes down.
    public func drain(at now: Instant) {
        beginClosing(code: CloseCode.goingAway, reason: "the server goes down", counted: .draining, at: now)
        settle(at: now)
    }

    /// The next event.
    public func pollEvent() -> WebSocketEvent? { events.next() }

    // MARK: Frames

    private func parse(_ bytes: RawSpan, at now: Instant) {
        var offset = 0
        while !hasEnded {
            switch parser.next(in: bytes, from: &offset) {
            case .nothing:
                rest.append(bytes.extracting(offset...))
                return
            case .head(let head): begin(head)
            case .payload(let range, let phase): take(bytes.extracting(range), phase: phase)
            case .end: finishFrame(at: now)
            case .failed(let failure): fail(failure)
            }
        }
    }

    private func begin(_ head: FrameHead) {
        frame = head
        if !head.opcode.isControl, head.opcode != .continuation { message = (head.opcode, []) }
    }

    private func take(_ bytes: RawSpan, phase: Int) {
        guard let frame else { return }
        let mask = frame.mask ?? 0
        if frame.opcode.isControl {
            control.append(bytes, masking: mask, phase: phase)
        } else {
            message?.bytes.append(bytes, masking: mask, phase: phase)
        }
    }

    private func finishFrame(at now: Instant) {
        guard let head = frame.take() else { return }
        let payload = control
        control = []
        switch head.opcode {
        case .continuation, .text, .binary: if head.isFinal { finishMessage() }
        case .ping: answerPing(payload)
        case .pong: break
        case .close: handleClose(payload, at: now)
        }
    }

    private func finishMessage() {
        guard let (opcode, bytes) = message.take(), case .open = state else { return }
        guard opcode == .text else { return events.append(.message(.binary(ByteSlice(bytes)))) }
        guard let text = String(utf8: bytes.bytes) else { return fail(.invalidText) }
        events.append(.message(.text(text)))
    }

    /// RFC 6455 §5.5.3: the same bytes back, never more than came.
    private func answerPing(_ payload: [UInt8]) {
        guard case .open = state else { return }
        writer.write(.pong, ByteSlice(payload), to: outbound)
    }

    /// RFC 6455 §5.5.1, §7.1.5: the peer's Close is answered with its own code, and then the server ends.
    private func handleClose(_ payload: [UInt8], at now: Instant) {
        var code = CloseCode.noneGiven
        if !payload.isEmpty {
            var reader = ByteReader(payload.bytes)
            guard let given = reader.readUInt16(), CloseCode.mayBeSent(given) else {
                return fail(.malformedClose)
            }
            guard String(utf8: reader.rest) != nil else { return fail(.invalidText) }
            code = given
        }
        if case .closing(let reason) = state { return end(reason) }
        writer.write(.close, ByteSlice(Array(payload.prefix(2))), to: outbound)
        end(.finished, code: code)
    }

    // MARK: The end

    /// Sends Close and waits for the peer's.
    private func beginClosing(code: UInt16, reason: String, counted: EndReason, at now: Instant) {
        guard case .open = state else { return }
        writeClose(code: code, reason: reason)
        state = .closing(reason: counted)
        closing = now.advanced(by: limits.closeTime)
        silence = nil
        message = nil
        events.append(.closed(code: code))
    }

    /// RFC 6455 §7.1.7: says why, and ends; nothing that follows could be understood.
    private func fail(_ failure: WebSocketFailure) {
        if case .open = state { writeClose(code: failure.code, reason: failure.text) }
        end(failure.reason, code: failure.code)
    }

    private func writeClose(code: UInt16, reason: String) {
        var payload: [UInt8] = []
        payload.append(bigEndian: CloseCode.mayBeSent(code) ? code : CloseCode.normal)
        payload += reason.utf8Prefix(123)
        writer.write(.close, ByteSlice(payload), to: outbound)
    }

    /// The peer was silent for a while: asks whether it is there, a few times.
    private func noticeSilence(at now: Instant) {
        guard pings < limits.missedPings else { return giveUp(.tooSlow) }
        pings += 1
        silence = now.advanced(by: limits.pingInterval)
        writer.write(.ping, ByteSlice([]), to: outbound)
    }

    /// The peer is gone or does not read: what waits is dropped, so that the owner can close at once.
    private func giveUp(_ reason: EndReason) {
        outbound.removeAll()
        end(reason)
    }

    /// Ends the socket. `code` is told unless it is closed already.
    private func end(_ reason: EndReason, code: UInt16 = CloseCode.abnormal) {
        guard !hasEnded else { return }
        if case .open = state { events.append(.closed(code: code)) }
        state = .ended
        (message, control, rest) = (nil, [], [])
        (silence, closing) = (nil, nil)
        events.append(.end(reason: reason))
    }

    /// Ends a mutation: judges what waits to be sent.
    private func settle(at now: Instant) {
        if outbound.count > limits.largestBacklog {
            beginClosing(code: CloseCode.policy, reason: "reads too slowly", counted: .tooSlow, at: now)
        }
        waiting = outbound.count
        if waiting == 0 {
            stall = nil
        } else if stall == nil {
            stall = now.advanced(by: limits.sendTime)
            due = waiting
        }
    }
}

extension String {
    /// The beginning of the text, at most `count` bytes of UTF-8, cut between characters.
    fileprivate func utf8Prefix(_ count: Int) -> [UInt8] {
        var bytes = Array(utf8.prefix(count))
        guard bytes.count < utf8.count else { return bytes }
        // A continuation byte right behind the cut means that the last character is not whole.
        var next = utf8.dropFirst(bytes.count).first
        while let byte = next, byte & 0xC0 == 0x80 { next = bytes.popLast() }
        return bytes
    }
}
