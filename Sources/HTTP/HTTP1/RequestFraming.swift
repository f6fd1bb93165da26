internal import Bytes

/// What a request's header fields say about the message itself: where it ends, which host it is for, and what
/// becomes of the connection. All other fields are none of the protocol's business.
struct RequestFraming {
    /// How many `Host` fields there were.
    private var hosts = 0
    /// The `Content-Length`.
    private(set) var contentLength: Int?
    /// Whether there was a `Transfer-Encoding`.
    private var hasCoding = false
    /// Whether the body comes in chunks.
    private(set) var isChunked = false
    /// `Connection: close`.
    private var wantsClose = false
    /// `Connection: keep-alive`, which HTTP/1.0 clients must say.
    private var wantsKeepAlive = false
    /// `Connection: upgrade`.
    private var wantsUpgrade = false
    /// `Upgrade: websocket` (RFC 6455 §4.1).
    private var namesWebSocket = false
    /// `Expect: 100-continue`.
    private(set) var expectsContinue = false

    /// Takes note of one field; returns why the request is refused for it, if it is.
    mutating func note(_ name: RawSpan, _ value: RawSpan) -> RequestRefusal? {
        // The length tells most names apart, so that a field of no interest costs one comparison.
        switch name.byteCount {
        case 4 where name.spells(ignoringCase: "host"): noteHost(value)
        case 6 where name.spells(ignoringCase: "expect"): noteExpectation(value)
        case 7 where name.spells(ignoringCase: "upgrade"): noteUpgrade(value)
        case 10 where name.spells(ignoringCase: "connection"): noteConnection(value)
        case 14 where name.spells(ignoringCase: "content-length"): noteLength(value)
        case 17 where name.spells(ignoringCase: "transfer-encoding"): noteCodings(value)
        default: nil
        }
    }

    /// Whether the connection may serve another request (RFC 9112 §9.3).
    func keepsAlive(in version: Request.Version) -> Bool {
        !wantsClose && (version == .http11 || wantsKeepAlive)
    }

    /// Whether the request asks to make the connection a WebSocket.
    func asksForWebSocket(in version: Request.Version) -> Bool {
        wantsUpgrade && namesWebSocket && version == .http11
    }

    /// Judges all fields together, once the head is complete (RFC 9112 §3.2, §6.1, §6.3).
    func refusal(in version: Request.Version) -> RequestRefusal? {
        if hosts == 0, version == .http11 { return .missingHost }
        guard hasCoding else { return nil }
        if contentLength != nil { return .lengthAndCoding }
        // HTTP/1.0 knows no transfer codings: whoever passed this on may have framed it otherwise.
        return isChunked && version == .http11 ? nil : .malformedCoding
    }

    /// RFC 9112 §3.2: exactly one, which is a host with perhaps a port; it may be empty.
    private mutating func noteHost(_ value: RawSpan) -> RequestRefusal? {
        hosts += 1
        return hosts == 1 && value.endOfRun(of: .authority) == value.byteCount ? nil : .malformedHost
    }

    /// RFC 9110 §8.6: digits alone. A list of equal numbers is refused as well, which RFC 9112 §6.3 allows: no
    /// sender makes one.
    private mutating func noteLength(_ value: RawSpan) -> RequestRefusal? {
        guard contentLength == nil, !value.isEmpty, value.endOfRun(of: .digits) == value.byteCount else {
            return .malformedLength
        }
        var length = 0
        for offset in 0..<value.byteCount {
            let digit = Int(value.byte(at: offset) ?? 48) - 48
            let (tens, overflow) = length.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(digit)
            if overflow || carry { return .largeLength }
            length = sum
        }
        contentLength = length
        return nil
    }

    /// RFC 9112 §6.1: chunked, once, and nothing else.
    private mutating func noteCodings(_ value: RawSpan) -> RequestRefusal? {
        hasCoding = true
        var codings = FieldListReader(value)
        while let coding = codings.next() {
            guard coding.spells(ignoringCase: "chunked") else { return .unknownCoding }
            if isChunked { return .malformedCoding }
            isChunked = true
        }
        return nil
    }

    /// RFC 9110 §7.6.1. Field names that a sender lists here are for proxies.
    private mutating func noteConnection(_ value: RawSpan) -> RequestRefusal? {
        var options = FieldListReader(value)
        while let option = options.next() {
            switch option.byteCount {
            case 5 where option.spells(ignoringCase: "close"): wantsClose = true
            case 10 where option.spells(ignoringCase: "keep-alive"): wantsKeepAlive = true
            case 7 where option.spells(ignoringCase: "upgrade"): wantsUpgrade = true
            default: break
            }
        }
        return nil
    }

    /// RFC 9110 §7.8. What we do not know may be ignored.
    private mutating func noteUpgrade(_ value: RawSpan) -> RequestRefusal? {
        var protocols = FieldListReader(value)
        while let name = protocols.next() {
            if name.spells(ignoringCase: "websocket") { namesWebSocket = true }
        }
        return nil
    }

    /// RFC 9110 §10.1.1.
    private mutating func noteExpectation(_ value: RawSpan) -> RequestRefusal? {
        guard value.spells(ignoringCase: "100-continue") else { return .unknownExpectation }
        expectsContinue = true
        return nil
    }
}
