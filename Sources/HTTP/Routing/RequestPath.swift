import Bytes

/// A request's path in the one spelling that is compared with routes.
///
/// Escapes of unreserved characters are taken away and the other escapes written in capitals, which RFC 3986
/// §6.2.2 calls equivalent. So `/%77hip/a%2fb` is `/whip/a%2Fb`, two segments, and `%2E%2E` is seen for what it is.
/// The escapes that are left are decoded when a route asks for the value.
///
/// A path without escapes, which nearly all are, is the request's target itself, neither cut nor copied.
struct RequestPath {
    /// What begins with the path.
    private let text: String
    /// How many bytes of it are the path. It begins with a slash.
    private let count: Int
    /// Whether there are escapes in it.
    let hasEscapes: Bool

    /// A request's path; `nil` when it is not absolute, an escape is broken, or a segment is `.` or
    /// `..`: clients resolve those before they ask (RFC 3986 §5.2.4), so whoever sends them probes.
    init?(_ target: String) {
        let shape = Shape(of: target.utf8Span.span)
        guard shape.hasEscapes else {
            self.init(target, shape)
            return
        }
        guard let text = Self.normalized(target.utf8Bytes.extracting(0..<shape.end)) else { return nil }
        self.init(text, Shape(of: text.utf8Span.span))
    }

    private init?(_ text: String, _ shape: Shape) {
        guard text.utf8.first == UInt8(ascii: "/"), !shape.hasDotSegment else { return nil }
        self.text = text
        count = shape.end
        hasEscapes = shape.hasEscapes
    }

    /// The path's characters, which are ASCII as far as routes and slashes go.
    var characters: Span<UInt8> {
        @_lifetime(borrow self)
        get { text.utf8Span.span.extracting(0..<count) }
    }

    /// The same as bytes.
    var bytes: RawSpan {
        @_lifetime(borrow self)
        get { text.utf8Bytes.extracting(0..<count) }
    }

    /// The path without needless escapes; `nil` when one is broken.
    private static func normalized(_ raw: RawSpan) -> String? {
        var bytes: [UInt8] = []
        var reader = ByteReader(raw)
        while let byte = reader.readUInt8() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let hidden = PercentEncoding.readEscape(&reader) else { return nil }
            if PercentEncoding.isUnreserved(hidden) {
                bytes.append(hidden)
            } else {
                PercentEncoding.append(escapeOf: hidden, to: &bytes)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What a walk over all bytes of a path finds.
    private struct Shape {
        /// Where the path ends: at the `?`, or with the target.
        var end = 0
        /// Whether there is a percent sign.
        var hasEscapes = false
        /// Whether a segment consists of one dot, or two.
        var hasDotSegment = false

        init(of target: Span<UInt8>) {
            /// How many dots the segment consists of so far; three once it holds anything else.
            var dots = 0
            while end < target.count, target[end] != UInt8(ascii: "?") {
                switch target[end] {
                case UInt8(ascii: "/"):
                    if dots == 1 || dots == 2 { hasDotSegment = true }
                    dots = 0
                case UInt8(ascii: "."): dots = min(dots + 1, 3)
                case UInt8(ascii: "%"):
                    hasEscapes = true
                    dots = 3
                default: dots = 3
                }
                end += 1
            }
            if dots == 1 || dots == 2 { hasDotSegment = true }
        }
    }
}
