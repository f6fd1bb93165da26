internal import Bytes

/// Finds the lines of a head, a chunked body or a trailer section, in bytes that may come one by one.
///
/// A line is judged only when it is complete: what a client sends means the same however the network cuts it.
struct LineFinder {
    /// How many bytes of the unfinished line need no second look, so that a line that drips in costs one look a
    /// byte.
    private var searched = 0

    /// What the search came to.
    enum Line {
        /// The line's text ends at the offset; CR and LF follow. It holds no control characters but tabs, which
        /// no line of HTTP may (RFC 9110 §5.5, RFC 9112 §2.2).
        case complete(end: Int)
        /// Its end is not there yet.
        case incomplete
        /// It is complete and holds a control character.
        case unclean
        /// It ends with LF alone.
        case bare
        /// It is longer than the limit, or will be.
        case tooLong
    }

    /// Looks for the end of the line that begins at `start` and may hold `limit` bytes of text.
    ///
    /// The first control character is the CR that ends the line, unless something is wrong: one pass finds the end
    /// and checks what is before it.
    mutating func line(in bytes: RawSpan, from start: Int, limit: Int) -> Line {
        let control = bytes.firstControlOffset(from: start + searched)
        if let control, bytes.byte(at: control) == 0x0D, bytes.byte(at: control + 1) == 0x0A {
            searched = 0
            return control - start > limit ? .tooLong : .complete(end: control)
        }
        guard let control, let feed = bytes.firstOffset(of: 0x0A, from: control) else {
            searched = (control ?? bytes.byteCount) - start
            // Without its LF, one byte more than the limit may still be the CR.
            return bytes.byteCount - start > limit + 1 ? .tooLong : .incomplete
        }
        searched = 0
        if feed - start > limit + 1 { return .tooLong }
        return feed > start && bytes.byte(at: feed - 1) == 0x0D ? .unclean : .bare
    }
}
