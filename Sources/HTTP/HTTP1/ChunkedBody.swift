internal import Bytes

/// Takes a chunked body apart (RFC 9112 §7.1): sizes, data, and the trailer section behind them.
///
///     size ──► data ──► dataEnd ──► size … 0 ──► trailers ──► end
///
/// Trailer fields are checked and dropped, as RFC 9110 §6.5.1 lets one do: we know none that we would trust.
struct ChunkedBody {
    /// Where in the body we are.
    private enum State {
        /// Before a line with a size.
        case size
        /// Within data; so many bytes are left.
        case data(left: Int)
        /// Behind data, before its CR LF; the CR may be there already.
        case dataEnd(sawReturn: Bool)
        /// Behind the last chunk.
        case trailers
    }

    /// What a step came to.
    enum Step {
        /// More bytes are needed; those from the offset on must be shown again.
        case incomplete
        /// Data of the body lies there.
        case data(Range<Int>)
        /// The body is complete.
        case end
        case refused(RequestRefusal)
    }

    /// The longest line with a size: sixteen digits and extensions of a length somebody might use.
    private static let sizeLine = 256

    /// Where in the body we are.
    private var state = State.size
    /// Finds line ends.
    private var lines = LineFinder()
    /// How many bytes of extensions may still come, in all chunks together. Each chunk may carry some, so that a
    /// body of a few bytes could make us read for ever.
    private var extensionsLeft: Int
    /// How many bytes of trailers may still come, and how many fields.
    private var trailersLeft: (bytes: Int, count: Int)

    /// A body whose extensions, and whose trailers, are bounded as header fields are.
    init(limits: RequestParser.Bounds) {
        extensionsLeft = limits.headerBytes
        trailersLeft = (limits.headerBytes, limits.headerCount)
    }

    /// Goes on at `offset`, and hands out at most `room` bytes of data.
    mutating func next(in bytes: RawSpan, from offset: inout Int, room: Int) -> Step {
        while true {
            let step: Step?
            switch state {
            case .size: step = takeSize(in: bytes, from: &offset)
            case .data(let left): return takeData(left, in: bytes, from: &offset, room: room)
            case .dataEnd(let sawReturn): step = takeDataEnd(sawReturn, in: bytes, from: &offset)
            case .trailers: step = takeTrailer(in: bytes, from: &offset)
            }
            if let step { return step }
        }
    }

    /// A size in hexadecimal, perhaps with extensions, which nobody uses: they are skipped (RFC 9112 §7.1.1).
    private mutating func takeSize(in bytes: RawSpan, from offset: inout Int) -> Step? {
        let end: Int
        switch lines.line(in: bytes, from: offset, limit: Self.sizeLine) {
        case .complete(let found): end = found
        case .incomplete: return .incomplete
        case .bare: return .refused(.bareLineFeed)
        case .unclean, .tooLong: return .refused(.malformedChunk)
        }
        let line = bytes.extracting(offset..<end)
        let digits = line.endOfRun(of: .hexadecimal)
        guard let size = Self.size(line.extracting(..<digits)), Self.areExtensions(line.extracting(digits...))
        else { return .refused(.malformedChunk) }
        extensionsLeft -= line.byteCount - digits
        if extensionsLeft < 0 { return .refused(.largeExtensions) }
        offset = end + 2
        state = size == 0 ? .trailers : .data(left: size)
        return nil
    }

    /// The number that up to fifteen digits spell: more would not fit, and leading zeros are somebody's trick.
    private static func size(_ digits: RawSpan) -> Int? {
        guard !digits.isEmpty, digits.byteCount <= 15 else { return nil }
        var size = 0
        for offset in 0..<digits.byteCount {
            let byte = digits.byte(at: offset) ?? 48
            size = size << 4 | Int(byte <= 57 ? byte - 48 : (byte | 0x20) - 87)
        }
        return size
    }

    /// Whether what follows a size is nothing, or extensions: `;` after perhaps blanks.
    private static func areExtensions(_ bytes: RawSpan) -> Bool {
        bytes.isEmpty || bytes.byte(at: bytes.endOfRun(of: .blanks)) == UInt8(ascii: ";")
    }

    private mutating func takeData(
        _ left: Int, in bytes: RawSpan, from offset: inout Int, room: Int
    ) -> Step {
        let count = min(left, room, bytes.byteCount - offset)
        guard count > 0 else { return .incomplete }
        state = count == left ? .dataEnd(sawReturn: false) : .data(left: left - count)
        offset += count
        return .data(offset - count..<offset)
    }

    private mutating func takeDataEnd(
        _ sawReturn: Bool, in bytes: RawSpan, from offset: inout Int
    ) -> Step? {
        guard let byte = bytes.byte(at: offset) else { return .incomplete }
        guard byte == (sawReturn ? 0x0A : 0x0D) else { return .refused(.malformedChunk) }
        offset += 1
        state = sawReturn ? .size : .dataEnd(sawReturn: true)
        return nil
    }

    private mutating func takeTrailer(in bytes: RawSpan, from offset: inout Int) -> Step? {
        let end: Int
        switch lines.line(in: bytes, from: offset, limit: trailersLeft.bytes) {
        case .complete(let found): end = found
        case .incomplete: return .incomplete
        case .bare: return .refused(.bareLineFeed)
        case .unclean: return .refused(.malformedField)
        case .tooLong: return .refused(.largeFields)
        }
        let line = bytes.extracting(offset..<end)
        offset = end + 2
        if line.isEmpty { return .end }
        guard FieldLine(line) != nil else { return .refused(.malformedField) }
        trailersLeft.bytes -= line.byteCount
        trailersLeft.count -= 1
        return trailersLeft.count < 0 ? .refused(.largeFields) : nil
    }
}

extension ASCIISet {
    /// 0 to 9, a to f, A to F.
    fileprivate static let hexadecimal = ASCIISet(low: 0x03FF_0000_0000_0000, high: 0x0000_007E_0000_007E)
}
