import Bytes

/// The head of a request while its fields come in; only one at a time does (RFC 9113 §4.3).
///
/// nghttp2 has checked the pseudo-header fields (each once, before the others, none but the known ones), names
/// and values (RFC 9113 §8.2.1), and that no connection-specific field is there (§8.2.2). What is judged here is
/// what a request means to us, and how much of it there may be.
struct StreamHead {
    /// A field's size is its name and value and this (RFC 9113 §6.5.2, RFC 7541 §4.1).
    static let fieldOverhead = 32

    /// The stream that it opens, or whose trailers these are; 0 when no head is coming in.
    private(set) var stream: Int32 = 0
    /// Whether these are trailers, which are bounded and then dropped.
    private(set) var isTrailer = false
    /// Why the request is answered by the connection itself.
    private(set) var refusal: RequestRefusal?
    /// Whether the client waits for 100 before it sends the body (RFC 9110 §10.1.1).
    private(set) var expectsContinue = false

    /// `:method`, when we know it.
    private var method: Method?
    /// `:path`.
    private var target = ""
    /// The fields, `host` among them whichever way it came.
    private var fields = HeaderFields()
    /// Whether there was an `:authority`.
    private var hasAuthority = false
    /// All cookie fields, joined.
    private var cookie: [UInt8] = []
    /// How large the fields are together.
    private var size = 0
    /// How many there were.
    private var count = 0

    /// A head or trailers of which nothing has come yet.
    init(of stream: Int32, isTrailer: Bool) {
        self.stream = stream
        self.isTrailer = isTrailer
        if !isTrailer { fields.reserve(count: 8, bytes: 192) }
    }

    /// No head is coming in.
    init() {}

    /// Whether the request is `HEAD`.
    var isHead: Bool { method == .head }

    /// Takes a field. `false` when there is so much of them that the stream must be given up: a header block of a
    /// few bytes can unfold to megabytes by pointing into the compression table again and again.
    mutating func add(name: RawSpan, value: RawSpan, limits: Limits) -> Bool {
        size += name.byteCount + value.byteCount + Self.fieldOverhead
        count += 1
        guard size <= limits.headerBytes, count <= limits.headerCount else {
            refuse(.largeFields)
            return size <= 4 * limits.headerBytes
        }
        guard !isTrailer else { return true }
        if name.byte(at: 0) == UInt8(ascii: ":") {
            addPseudo(name: name, value: value, limits: limits)
        } else {
            addRegular(name: name, value: value)
        }
        return true
    }

    /// The whole request, or `nil` when it is refused.
    mutating func request(from peer: Request.Peer) -> Request? {
        let joined = cookie
        if target == "*", method != .options { refuse(.malformedTarget) }
        if !joined.isEmpty { fields.append(name: Self.cookieName.bytes, value: joined.bytes) }
        guard refusal == nil, let method else { return nil }
        return Request(method: method, version: .http2, target: target, fields: fields, peer: peer)
    }

    /// Takes one of the four fields that HTTP/1.1 has its request line for (RFC 9113 §8.3.1).
    private mutating func addPseudo(name: RawSpan, value: RawSpan, limits: Limits) {
        switch name.byte(at: 1) {
        case UInt8(ascii: "m"):
            method = Method(value)
            // CONNECT asks for a tunnel, and we are no proxy; TRACE echoes cookies.
            if method == .connect || value.spells("TRACE") { return refuse(.refusedMethod) }
            if method == nil { refuse(.unknownMethod) }
        case UInt8(ascii: "p"):
            readTarget(value, limits: limits)
        case UInt8(ascii: "a"):
            if value.endOfRun(of: .authority) < value.byteCount { refuse(.malformedHost) }
            hasAuthority = true
            fields.append(name: Self.hostName.bytes, value: value)
        default:
            // The scheme. What the connection is, it is by TLS, whatever a client says.
            break
        }
    }

    /// Takes `:path`. nghttp2 lets anything pass in it with a scheme that is not HTTP's.
    private mutating func readTarget(_ value: RawSpan, limits: Limits) {
        guard value.byteCount <= limits.requestLine else { return refuse(.longRequestLine) }
        let isPath = value.byte(at: 0) == UInt8(ascii: "/") && value.endOfRun(of: .target) == value.byteCount
        guard isPath || value.spells("*"), let text = String(utf8: value) else {
            return refuse(.malformedTarget)
        }
        target = text
    }

    /// Takes a field that every version of HTTP has.
    private mutating func addRegular(name: RawSpan, value: RawSpan) {
        if name.spells("cookie") {
            // RFC 9113 §8.2.3: crumbs are put together again before anybody else sees them.
            if !cookie.isEmpty { cookie.append(contentsOf: "; ".utf8) }
            return cookie.append(value)
        }
        if name.spells("host"), hasAuthority {
            // RFC 9113 §8.3.1: two names for the server must be the same.
            if !fields.valueBytes(at: 0).elementsEqual([UInt8](value)) { refuse(.malformedHost) }
            return
        }
        if name.spells("expect") {
            expectsContinue = value.spells(ignoringCase: "100-continue")
            if !expectsContinue { refuse(.unknownExpectation) }
        }
        fields.append(name: name, value: value)
    }

    /// Decides that the request is refused, unless that was decided for an earlier reason.
    private mutating func refuse(_ reason: RequestRefusal) {
        refusal = refusal ?? reason
    }

    private static let hostName = Array("host".utf8)
    private static let cookieName = Array("cookie".utf8)
}
