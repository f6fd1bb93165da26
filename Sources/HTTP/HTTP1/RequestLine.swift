internal import Bytes

/// The first line of a request (RFC 9112 §3): `GET /watch/lobby?x HTTP/1.1`.
struct RequestLine {
    /// What is asked for.
    var method: Method
    /// Path and query, or `*`.
    var target: String
    /// The authority that an absolute-form target named; it takes the place of `Host` (RFC 9112 §3.2.2).
    var authority: String?
    /// 1.0 or 1.1.
    var version: Request.Version

    /// Reads the line, which is without its CR LF.
    static func parse(_ line: RawSpan) -> Result<RequestLine, RequestRefusal> {
        let methodEnd = line.endOfRun(of: .token)
        let targetEnd = line.endOfRun(of: .target, from: methodEnd + 1)
        guard methodEnd > 0, targetEnd > methodEnd + 1, targetEnd + 9 == line.byteCount,
            line.byte(at: methodEnd) == 0x20, line.byte(at: targetEnd) == 0x20
        else { return .failure(.malformedRequestLine) }

        let version: Request.Version
        switch parseVersion(line.extracting((targetEnd + 1)...)) {
        case .success(let known): version = known
        case .failure(let refusal): return .failure(refusal)
        }
        let methodBytes = line.extracting(..<methodEnd)
        guard let method = Method(methodBytes), method != .connect else {
            let isKnown = methodBytes.spells("CONNECT") || methodBytes.spells("TRACE")
            return .failure(isKnown ? .refusedMethod : .unknownMethod)
        }
        var parsed = RequestLine(method: method, target: "", authority: nil, version: version)
        guard parsed.readTarget(line.extracting((methodEnd + 1)..<targetEnd)) else {
            return .failure(.malformedTarget)
        }
        return .success(parsed)
    }

    /// `HTTP/`, a digit, a dot, a digit (RFC 9112 §2.3).
    private static func parseVersion(_ bytes: RawSpan) -> Result<Request.Version, RequestRefusal> {
        if bytes.spells("HTTP/1.1") { return .success(.http11) }
        if bytes.spells("HTTP/1.0") { return .success(.http10) }
        let isVersion =
            bytes.extracting(..<5).spells("HTTP/") && bytes.byte(at: 6) == UInt8(ascii: ".")
            && bytes.endOfRun(of: .digits, from: 5) == 6 && bytes.endOfRun(of: .digits, from: 7) == 8
        return .failure(isVersion ? .unknownVersion : .malformedRequestLine)
    }

    /// The forms of RFC 9112 §3.2, but for the authority-form, which is CONNECT's.
    private mutating func readTarget(_ bytes: RawSpan) -> Bool {
        if bytes.byte(at: 0) == UInt8(ascii: "/") {
            target = String(utf8: bytes) ?? ""
            return true
        }
        if bytes.spells("*") {
            target = "*"
            return method == .options
        }
        return readAbsoluteTarget(bytes)
    }

    /// `http://host:port/path?query`, as proxies send it; the path may be left out (RFC 9112 §3.2.2).
    private mutating func readAbsoluteTarget(_ bytes: RawSpan) -> Bool {
        let start: Int
        if bytes.byteCount > 7, bytes.extracting(..<7).spells(ignoringCase: "http://") {
            start = 7
        } else if bytes.byteCount > 8, bytes.extracting(..<8).spells(ignoringCase: "https://") {
            start = 8
        } else {
            return false
        }
        let authorityEnd = bytes.endOfRun(of: .authority, from: start)
        let path = bytes.extracting(authorityEnd...)
        guard authorityEnd > start, let named = String(utf8: bytes.extracting(start..<authorityEnd)),
            let rest = String(utf8: path)
        else { return false }
        authority = named
        switch path.byte(at: 0) {
        case UInt8(ascii: "/"): target = rest
        case UInt8(ascii: "?"): target = "/" + rest
        case nil: target = method == .options ? "*" : "/"
        default: return false
        }
        return true
    }
}

extension ASCIISet {
    /// `tchar`: letters, digits and some punctuation (RFC 9110 §5.6.2).
    static let token = ASCIISet(low: 0x03FF_6CFA_0000_0000, high: 0x57FF_FFFF_C7FF_FFFE)
    /// What a target may hold: every visible character but `#`, which begins a fragment and is never sent.
    ///
    /// Deviation: RFC 3986 §2 leaves out ``"<>\^`{|}`` as well, but browsers send some of them in queries.
    static let target = ASCIISet(low: 0xFFFF_FFF6_0000_0000, high: 0x7FFF_FFFF_FFFF_FFFF)
    /// What a host with a port may hold, IPv6 in brackets included (RFC 3986 §3.2.2). No `@`: user names in URLs
    /// are for deceiving people (RFC 9110 §4.2.4).
    static let authority = ASCIISet(low: 0x2FFF_7FF2_0000_0000, high: 0x47FF_FFFE_AFFF_FFFE)
    /// 0 to 9.
    static let digits = ASCIISet(low: 0x03FF_0000_0000_0000, high: 0)
}
