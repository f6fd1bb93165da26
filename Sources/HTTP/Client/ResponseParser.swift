internal import Bytes

/// Takes the bytes of one connection apart into responses (RFC 9112 §4, §6.3), line by line.
///
///     status ──► fields ──► status                     no body, or interim
///                  ├──► body(left:) ──► status         Content-Length
///                  ├──► chunks ──► status              Transfer-Encoding: chunked
///                  └──► untilEnd                       neither
///     any ──► failed
///
/// It keeps a head under construction; the unfinished line stays with the caller, who shows it again with more
/// behind it. It is as strict as the parser of requests, so that tests see what a tolerant client would not.
struct ResponseParser {
    /// What was found.
    enum Found {
        /// More bytes are needed; those from the offset on must be shown again.
        case nothing
        /// A head is complete. Its body says what follows; `endsConnection` whether that is the last.
        case head(Response, endsConnection: Bool)
        /// A piece of the body lies there.
        case body(Range<Int>)
        /// The body is complete.
        case bodyEnd
        /// These bytes are no response; nothing further is read.
        case failed(EndReason)
    }

    /// Where in a response we are.
    private enum State {
        case status
        case fields(Status)
        case body(left: Int)
        case chunks(ChunkedBody)
        case untilEnd
        case failed
    }

    /// The sizes it judges by.
    private let bounds: RequestParser.Bounds
    /// Where in a response we are.
    private var state = State.status
    /// Finds line ends.
    private var lines = LineFinder()
    /// The fields so far.
    private var fields = HeaderFields()
    /// What they say of the message.
    private var framing = RequestFraming()
    /// How many bytes of field lines there were.
    private var fieldBytes = 0

    /// A parser of responses within these bounds.
    init(limits: Limits) {
        bounds = RequestParser.Bounds(
            requestLine: limits.requestLine, headerBytes: limits.headerBytes, headerCount: limits.headerCount)
    }

    /// Whether the end of the connection is what ends the body.
    var endsWithConnection: Bool {
        if case .untilEnd = state { true } else { false }
    }

    /// Goes on at `offset`. `forbidsBody` says whether the next head is of an answer to HEAD.
    mutating func next(in bytes: RawSpan, from offset: inout Int, forbidsBody: Bool) -> Found {
        while true {
            let found: Found?
            switch state {
            case .status: found = takeStatusLine(in: bytes, from: &offset)
            case .fields(let status):
                found = takeField(of: status, in: bytes, from: &offset, forbidsBody: forbidsBody)
            case .body(let left): return takeBody(left, in: bytes, from: &offset)
            case .chunks(let chunks): return takeChunk(chunks, in: bytes, from: &offset)
            case .untilEnd: return takeRest(of: bytes, from: &offset)
            case .failed: return .nothing
            }
            if let found { return found }
        }
    }

    // MARK: The head

    /// `HTTP/1.1 200 OK`; the phrase may be empty (RFC 9112 §4).
    private mutating func takeStatusLine(in bytes: RawSpan, from offset: inout Int) -> Found? {
        switch lines.line(in: bytes, from: offset, limit: bounds.requestLine) {
        case .incomplete: return .nothing
        case .tooLong: return fail(.tooLarge)
        case .bare, .unclean: return fail(.malformed)
        case .complete(let end):
            guard let status = Self.status(bytes.extracting(offset..<end)) else { return fail(.malformed) }
            offset = end + 2
            state = .fields(status)
            return nil
        }
    }

    private static func status(_ line: RawSpan) -> Status? {
        guard line.byteCount >= 13, line.extracting(..<9).spells("HTTP/1.1 ") else { return nil }
        guard line.endOfRun(of: .digits, from: 9) == 12, line.byte(at: 12) == 0x20 else { return nil }
        guard let code = String(utf8: line.extracting(9..<12)).flatMap({ Int($0) }), code >= 100,
            let phrase = String(utf8: line.extracting(13...))
        else { return nil }
        return Status(code, phrase)
    }

    private mutating func takeField(
        of status: Status, in bytes: RawSpan, from offset: inout Int, forbidsBody: Bool
    ) -> Found? {
        let end: Int
        switch lines.line(in: bytes, from: offset, limit: bounds.headerBytes - fieldBytes) {
        case .incomplete: return .nothing
        case .tooLong: return fail(.tooLarge)
        case .bare, .unclean: return fail(.malformed)
        case .complete(let found): end = found
        }
        let line = bytes.extracting(offset..<end)
        offset = end + 2
        if line.isEmpty { return finishHead(status, forbidsBody: forbidsBody) }
        fieldBytes += line.byteCount
        guard fields.count < bounds.headerCount else { return fail(.tooLarge) }
        guard let field = FieldLine(line) else { return fail(.malformed) }
        let name = line.extracting(..<field.nameEnd)
        let value = line.extracting(field.value)
        guard framing.note(name, value) == nil else { return fail(.malformed) }
        fields.append(name: name, value: value)
        return nil
    }

    /// The empty line is there: decides what follows it (RFC 9112 §6.3).
    private mutating func finishHead(_ status: Status, forbidsBody: Bool) -> Found {
        guard !framing.isChunked || framing.contentLength == nil else { return fail(.malformed) }
        var response = Response(status, fields: fields)
        let endsConnection = !framing.keepsAlive(in: .http11)
        state = .status
        if !forbidsBody, !status.forbidsBody {
            response.body = .pieces(length: framing.contentLength)
            if framing.isChunked {
                state = .chunks(ChunkedBody(limits: bounds))
            } else if let length = framing.contentLength {
                state = .body(left: length)
            } else {
                state = .untilEnd
            }
        }
        fields = HeaderFields()
        framing = RequestFraming()
        fieldBytes = 0
        return .head(response, endsConnection: endsConnection)
    }

    // MARK: The body

    private mutating func takeBody(_ left: Int, in bytes: RawSpan, from offset: inout Int) -> Found {
        guard left > 0 else {
            state = .status
            return .bodyEnd
        }
        let count = min(left, bytes.byteCount - offset)
        guard count > 0 else { return .nothing }
        state = .body(left: left - count)
        offset += count
        return .body(offset - count..<offset)
    }

    private mutating func takeChunk(
        _ chunks: ChunkedBody, in bytes: RawSpan, from offset: inout Int
    ) -> Found {
        var chunks = chunks
        let step = chunks.next(in: bytes, from: &offset, room: .max)
        state = .chunks(chunks)
        switch step {
        case .incomplete: return .nothing
        case .data(let range): return .body(range)
        case .refused(let refusal): return fail(refusal.reason)
        case .end:
            state = .status
            return .bodyEnd
        }
    }

    private func takeRest(of bytes: RawSpan, from offset: inout Int) -> Found {
        guard offset < bytes.byteCount else { return .nothing }
        defer { offset = bytes.byteCount }
        return .body(offset..<bytes.byteCount)
    }

    private mutating func fail(_ reason: EndReason) -> Found {
        state = .failed
        return .failed(reason)
    }
}
