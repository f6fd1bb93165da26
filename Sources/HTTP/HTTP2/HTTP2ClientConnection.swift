public import Bytes

/// One HTTP/2 connection, seen from a client (RFC 9113), over TLS: for the load tester.
///
/// Any number of requests may be under way, and are answered in any order. Windows open again with what comes, so whoever owns it
/// bounds the bodies, and gives up what grows too long. It keeps no time: who waits for an answer knows how long.
///
/// Invariant: one mutation, then drain `pollEvent()` to `nil` and send `outbound`, then the next mutation.
public final class HTTP2ClientConnection {
    /// A request that is not answered in full.
    private struct Exchange {
        /// What of its body is to be sent, and how much is.
        let body: ByteSlice?
        var sent = 0
        /// The fields of the head that is coming in, how much of them there is, and its status.
        var fields = HeaderFields()
        var size = 0
        var status: Int?
        /// Whether the answer's head is there.
        var hasHead = false
    }

    /// What waits to be sent; always whole frames.
    public let outbound = OutboundQueue()
    /// The server, as `:authority` names it.
    private let authority: String
    /// Bounds on heads.
    private let limits: Limits
    /// The frames.
    private let session = NGHTTP2ClientSession()
    /// The requests under way. No access to it is held while the session is called, which calls back.
    private var exchanges: [Int32: Exchange] = [:]
    /// Whether nothing further is read.
    private var hasEnded = false
    /// What was found.
    private var events = EventQueue<ClientEvent>()

    /// A connection to the server called `authority`. It may send heads as large as `limits` allow.
    public init(to authority: String, limits: Limits = Limits()) {
        self.authority = authority
        self.limits = limits
        session.attach(to: self)
        write()
    }

    // MARK: Getters

    /// How many requests wait for the end of their answer.
    public var openRequests: Int { exchanges.count }

    /// Whether further requests may be made.
    public var takesRequests: Bool { !hasEnded && session.takesRequests }

    // MARK: Input

    /// Bytes arrived.
    public func handle(_ bytes: RawSpan) {
        guard !hasEnded else { return }
        guard session.receive(bytes) else { return end(.malformed) }
        write()
    }

    /// The server closed its side.
    public func handleEndOfInput() {
        end(exchanges.isEmpty ? .finished : .aborted)
    }

    /// Some of `outbound` left.
    public func handleSent() {
        guard !hasEnded else { return }
        write()
    }

    // MARK: Commands

    /// Sends a request, and returns what its events are named by; `nil` when it cannot be made any more. `fields` come without
    /// `host` and `content-length`.
    public func request(
        _ method: Method, _ target: String, fields: HeaderFields = HeaderFields(), body: ByteSlice? = nil
    ) -> StreamID? {
        guard takesRequests else { return nil }
        var head = HeaderFields()
        head.append(":method", method.rawValue)
        head.append(":scheme", "https")
        head.append(":authority", authority)
        head.append(":path", target)
        for index in 0..<fields.count {
            head.append(
                name: Array(fields.nameBytes(at: index)).bytes,
                value: Array(fields.valueBytes(at: index)).bytes)
        }
        if let body { head.append("content-length", "\(body.count)") }
        guard let number = session.submit(head, hasBody: body.map { !$0.isEmpty } ?? false) else {
            return nil
        }
        exchanges[number] = Exchange(body: body)
        write()
        return StreamID(number)
    }

    /// Gives up a request; nothing more is told of it.
    public func cancel(_ stream: StreamID) {
        guard !hasEnded, exchanges.removeValue(forKey: stream.number) != nil else { return }
        session.cancel(stream.number)
        write()
    }

    /// The next event.
    public func pollEvent() -> ClientEvent? { events.next() }

    // MARK: What the session calls back

    /// A head or trailers begin.
    func headBegan(_ stream: Int32) {
        exchanges[stream]?.fields = HeaderFields()
    }

    /// A field of it; `false` when there are too many, which ends the stream.
    func field(name: RawSpan, value: RawSpan, of stream: Int32) -> Bool {
        guard var exchange = exchanges.removeValue(forKey: stream) else { return true }
        defer { exchanges[stream] = exchange }
        exchange.size += name.byteCount + value.byteCount + StreamHead.fieldOverhead
        guard exchange.size <= limits.headerBytes else { return false }
        if name.spells(":status") {
            exchange.status = Int(String(decoding: [UInt8](value), as: UTF8.self))
        } else {
            exchange.fields.append(name: name, value: value)
        }
        return true
    }

    /// A frame has come in whole and is valid.
    func frameEnded(_ frame: ReceivedFrame) {
        guard let exchange = exchanges[frame.stream] else { return }
        let stream = StreamID(frame.stream)
        if frame.kind == .headers, !exchange.hasHead {
            // Interim answers are left out (RFC 9110 §15.2).
            guard let status = exchange.status, status >= 200 else { return }
            exchanges[frame.stream]?.hasHead = true
            let length = exchange.fields["content-length"].flatMap { Int($0) }
            events.append(
                .response(
                    stream,
                    Response(
                        Status(status, ""), fields: exchange.fields,
                        body: frame.endsStream ? .none : .pieces(length: length))))
        } else if frame.endsStream {
            events.append(.bodyEnd(stream))
        }
        if frame.endsStream { exchanges[frame.stream] = nil }
    }

    /// A piece of a body came.
    func received(_ bytes: RawSpan, on stream: Int32) {
        guard exchanges[stream]?.hasHead == true else { return }
        events.append(.body(StreamID(stream), [UInt8](bytes)))
    }

    /// A stream is over.
    func streamClosed(_ stream: Int32) {
        guard exchanges.removeValue(forKey: stream) != nil else { return }
        events.append(.aborted(StreamID(stream)))
    }

    /// What is next of a request's body, and whether that is all.
    func nextBody(of stream: Int32, atMost limit: Int) -> (bytes: [UInt8], isLast: Bool) {
        guard let exchange = exchanges[stream], let body = exchange.body else { return ([], true) }
        let next = body.dropFirst(exchange.sent).prefix(limit)
        exchanges[stream]?.sent += next.count
        return ([UInt8](next.bytes), exchange.sent + next.count == body.count)
    }

    // MARK: Parts

    /// Makes frames until enough waits to be sent.
    private func write() {
        while outbound.count < limits.outboundHighMark, session.writeNext(to: outbound) {}
        if session.isOver { end(exchanges.isEmpty ? .finished : .aborted) }
    }

    private func end(_ reason: EndReason) {
        guard !hasEnded else { return }
        hasEnded = true
        events.append(.end(reason: reason))
    }
}
