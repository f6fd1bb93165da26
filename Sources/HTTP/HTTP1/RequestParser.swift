internal import Bytes

/// Takes the bytes of one connection apart into requests (RFC 9112), line by line.
///
///     start ──► fields ──► start                       no body
///                 ├──► body(left:) ──► start           Content-Length
///                 └──► chunks ──► start                Transfer-Encoding: chunked
///     any ──► failed
///
/// A head under construction is all it keeps; the unfinished line stays with the caller, who shows it again with
/// more behind it. The same bytes give the same results however they are cut.
struct RequestParser: ~Copyable {
    /// The sizes it judges by; see `Limits`.
    struct Bounds {
        var requestLine: Int
        var headerBytes: Int
        var headerCount: Int
    }

    /// What was found.
    enum Found: ~Copyable {
        /// More bytes are needed; those from the offset on must be shown again.
        case nothing
        /// A head is complete.
        case head(RequestHead)
        /// A piece of the body lies there.
        case body(Range<Int>)
        /// The body is complete.
        case bodyEnd
        /// These bytes are no request; nothing further is read.
        case refused(RequestRefusal)
    }

    /// Where in a request we are.
    private enum State {
        case start
        case fields
        case body(left: Int)
        case chunks
        case failed
    }

    /// The sizes.
    private let bounds: Bounds
    /// Who sends.
    private let peer: Request.Peer
    /// Where in a request we are.
    private var state = State.start
    /// Finds line ends.
    private var lines = LineFinder()
    /// Whether the empty line that a client may send before a request has been skipped (RFC 9112 §2.2).
    private var skippedLine = false
    /// The first line of the head under construction.
    private var first = RequestLine(method: .get, target: "", authority: nil, version: .http11)
    /// Its fields so far.
    private var fields = HeaderFields()
    /// What they say.
    private var framing = RequestFraming()
    /// How many bytes of field lines there were.
    private var fieldBytes = 0
    /// The body in chunks, while there is one.
    private var chunked: ChunkedBody?

    /// A parser of requests from `peer`.
    init(from peer: Request.Peer, limits: Limits) {
        bounds = Bounds(
            requestLine: limits.requestLine, headerBytes: limits.headerBytes, headerCount: limits.headerCount)
        self.peer = peer
    }

    /// Whether a body is being read.
    var isInBody: Bool {
        switch state {
        case .body, .chunks: true
        case .start, .fields, .failed: false
        }
    }

    /// Whether a head has begun: its first line is there.
    var isInHead: Bool {
        if case .fields = state { true } else { skippedLine }
    }

    /// How many bytes of the body are still to come, where it is known.
    var bodyLeft: Int? {
        if case .body(let left) = state { left } else { nil }
    }

    /// Goes on at `offset`, and hands out at most `room` bytes of a body.
    mutating func next(in bytes: RawSpan, from offset: inout Int, room: Int) -> Found {
        while true {
            let found: Found?
            switch state {
            case .start: found = takeRequestLine(in: bytes, from: &offset)
            case .fields: found = takeField(in: bytes, from: &offset)
            case .body(let left): return takeBody(left, in: bytes, from: &offset, room: room)
            case .chunks: return takeChunk(in: bytes, from: &offset, room: room)
            case .failed: return .nothing
            }
            if let found { return found }
        }
    }

    // MARK: The head

    private mutating func takeRequestLine(in bytes: RawSpan, from offset: inout Int) -> Found? {
        let end: Int
        switch lines.line(in: bytes, from: offset, limit: bounds.requestLine) {
        case .complete(let found): end = found
        case .incomplete: return .nothing
        case .bare: return refuse(.bareLineFeed)
        case .unclean: return refuse(.malformedRequestLine)
        case .tooLong: return refuse(.longRequestLine)
        }
        let line = bytes.extracting(offset..<end)
        offset = end + 2
        if line.isEmpty, !skippedLine {
            skippedLine = true
            return nil
        }
        switch RequestLine.parse(line) {
        case .success(let parsed): first = parsed
        case .failure(let refusal): return refuse(refusal)
        }
        state = .fields
        // What is left of these bytes is mostly the head: room for it all at once, within reason.
        fields.reserve(count: 12, bytes: min(max(bytes.byteCount - offset, 64), 896))
        return nil
    }

    private mutating func takeField(in bytes: RawSpan, from offset: inout Int) -> Found? {
        let end: Int
        switch lines.line(in: bytes, from: offset, limit: bounds.headerBytes - fieldBytes) {
        case .complete(let found): end = found
        case .incomplete: return .nothing
        case .bare: return refuse(.bareLineFeed)
        case .unclean: return refuse(.malformedField)
        case .tooLong: return refuse(.largeFields)
        }
        let start = offset
        let line = bytes.extracting(start..<end)
        offset = end + 2
        if line.isEmpty { return finishHead() }
        guard let field = FieldLine(line) else { return refuse(Self.refusal(ofLine: line)) }
        let value = line.extracting(field.value)
        if let refusal = framing.note(line.extracting(..<field.nameEnd), value) { return refuse(refusal) }
        fieldBytes += line.byteCount
        guard fields.count < bounds.headerCount else { return refuse(.largeFields) }
        if field.isSpelledAsOurs(in: line) {
            fields.append(line: bytes.extracting(start..<offset), nameCount: field.nameEnd)
        } else {
            fields.append(name: line.extracting(..<field.nameEnd), value: value)
        }
        return nil
    }

    /// Why a line is no field.
    private static func refusal(ofLine line: RawSpan) -> RequestRefusal {
        line.endOfRun(of: .blanks) > 0 ? .foldedField : .malformedField
    }

    /// The empty line is there: judges the head as a whole, and makes ready for what follows it.
    private mutating func finishHead() -> Found {
        if let refusal = framing.refusal(in: first.version) { return refuse(refusal) }
        if let authority = first.authority { fields.set("host", authority) }
        let request = Request(
            method: first.method, version: first.version, target: first.target, fields: fields, peer: peer)
        let head = RequestHead(
            request: request,
            hasBody: framing.isChunked || framing.contentLength ?? 0 > 0,
            keepsAlive: framing.keepsAlive(in: first.version),
            expectsContinue: framing.expectsContinue && first.version == .http11,
            asksForWebSocket: framing.asksForWebSocket(in: first.version))
        state = .start
        if let length = framing.contentLength, length > 0 { state = .body(left: length) }
        if framing.isChunked {
            state = .chunks
            chunked = ChunkedBody(limits: bounds)
        }
        forgetHead()
        return .head(head)
    }

    /// Lets go of the head under construction.
    private mutating func forgetHead() {
        fields = HeaderFields()
        framing = RequestFraming()
        fieldBytes = 0
        skippedLine = false
    }

    /// Reads nothing further.
    mutating func stop() {
        state = .failed
        chunked = nil
        forgetHead()
    }

    private mutating func refuse(_ refusal: RequestRefusal) -> Found {
        stop()
        return .refused(refusal)
    }

    // MARK: The body

    private mutating func takeBody(
        _ left: Int, in bytes: RawSpan, from offset: inout Int, room: Int
    ) -> Found {
        guard left > 0 else {
            state = .start
            return .bodyEnd
        }
        let count = min(left, room, bytes.byteCount - offset)
        guard count > 0 else { return .nothing }
        state = .body(left: left - count)
        offset += count
        return .body(offset - count..<offset)
    }

    private mutating func takeChunk(in bytes: RawSpan, from offset: inout Int, room: Int) -> Found {
        switch chunked?.next(in: bytes, from: &offset, room: room) {
        case .incomplete?: return .nothing
        case .data(let range)?: return .body(range)
        case .refused(let refusal)?: return refuse(refusal)
        case .end?, nil:
            state = .start
            chunked = nil
            return .bodyEnd
        }
    }
}
