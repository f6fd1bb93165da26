internal import Bytes

/// A request method (RFC 9110 §9, RFC 5789 for PATCH). Methods are case-sensitive.
public enum Method: String, Hashable, Sendable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
    case options = "OPTIONS"
    /// Extended CONNECT opens a WebSocket in HTTP/2 (RFC 8441); plain CONNECT is refused.
    case connect = "CONNECT"

    /// The method that a parser's bytes spell, or `nil` when we do not know it.
    init?(_ bytes: RawSpan) {
        if bytes.spells("GET") {
            self = .get
        } else if bytes.byteCount <= 7, let text = String(utf8: bytes), let method = Method(rawValue: text) {
            self = method
        } else {
            return nil
        }
    }
}
