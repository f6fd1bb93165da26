/// A request's path in the one spelling that is compared with routes.
///
/// Escapes of unreserved characters are taken away and the other escapes written in capitals, which RFC 3986
/// §6.2.2 calls equivalent. So `/%77hip/a%2fb` is `/whip/a%2Fb`, two segments, and `%2E%2E` is seen for what it is.
/// The escapes that are left are decoded when a route asks for the value.
struct RequestPath {
    /// The path, from its first slash.
    let text: String
    /// Whether there may be escapes in it.
    let hasEscapes: Bool

    /// A request's path; `nil` when it is not absolute, an escape is broken or hides a NUL, or a segment is `.` or
    /// `..`: clients resolve those before they ask (RFC 3986 §5.2.4), so whoever sends them probes.
    init?(_ raw: String) {
        hasEscapes = raw.utf8.contains(UInt8(ascii: "%"))
        guard let text = hasEscapes ? Self.normalized(raw) : raw else { return nil }
        guard text.utf8.first == UInt8(ascii: "/"), !Self.hasDotSegment(text.utf8Span.span) else {
            return nil
        }
        self.text = text
    }

    /// A stretch of the path, which begins and ends at characters of ASCII.
    subscript(range: Range<Int>) -> Substring {
        let start = text.utf8.index(text.startIndex, offsetBy: range.lowerBound)
        return text[start..<text.utf8.index(start, offsetBy: range.count)]
    }

    /// The path without needless escapes; `nil` when one is broken or hides a NUL.
    private static func normalized(_ raw: String) -> String? {
        var bytes: [UInt8] = []
        var rest = raw.utf8.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let hidden = PercentEncoding.escaped(&rest), hidden != 0 else { return nil }
            if PercentEncoding.isUnreserved(hidden) {
                bytes.append(hidden)
            } else {
                PercentEncoding.append(escapeOf: hidden, to: &bytes)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether a segment consists of one dot, or two.
    private static func hasDotSegment(_ path: Span<UInt8>) -> Bool {
        var start = 0
        for end in 0...path.count where end == path.count || path[end] == UInt8(ascii: "/") {
            let length = end - start
            if length == 1 || length == 2, path[start] == UInt8(ascii: "."),
                path[end - 1] == UInt8(ascii: ".")
            {
                return true
            }
            start = end + 1
        }
        return false
    }
}
