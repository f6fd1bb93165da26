import Bytes

/// Which bytes of a representation a request wants (RFC 9110 §14).
public enum ByteRange: Hashable, Sendable {
    /// All of them: nothing else was asked for, or not so that we understand it.
    case whole
    /// These, of which there is at least one.
    case part(Range<Int>)
    /// Bytes that are not there: 416.
    case unsatisfiable

    /// What `request` wants of a representation of `length` bytes whose version is `tag`.
    ///
    /// Ranges are for GET only (RFC 9110 §14.2). Several ranges in one request are answered with everything, which
    /// the section allows; players do not ask for them, and attackers do (many small or overlapping ones).
    public init(of request: Request, length: Int, tag: EntityTag? = nil) {
        guard request.method == .get, let field = request.fields["range"],
            Self.isCurrent(request.fields["if-range"], tag)
        else {
            self = .whole
            return
        }
        self.init(field, length: length)
    }

    /// What the value of a `Range` field wants of `length` bytes.
    init(_ field: String, length: Int) {
        let bytes = field.utf8Bytes
        let unit = bytes.extracting(0..<min(6, bytes.byteCount))
        var reader = ByteReader(bytes)
        guard unit.spells(ignoringCase: "bytes="), reader.skip(6), length > 0 else {
            self = .whole
            return
        }
        let first = Self.readNumber(&reader)
        guard reader.readUInt8() == UInt8(ascii: "-") else {
            self = .whole
            return
        }
        let last = Self.readNumber(&reader)
        self = reader.isAtEnd ? Self.range(from: first, through: last, of: length) : .whole
    }

    /// `first-last`, `first-`, or `-count` for the end.
    private static func range(from first: Int?, through last: Int?, of length: Int) -> ByteRange {
        switch (first, last) {
        case (let first?, let last?) where last < first: .whole
        case (let first?, let last?):
            first < length ? .part(first..<min(last, length - 1) + 1) : .unsatisfiable
        case (let first?, nil): first < length ? .part(first..<length) : .unsatisfiable
        case (nil, let count?): count > 0 ? .part(length - min(count, length)..<length) : .unsatisfiable
        case (nil, nil): .whole
        }
    }

    /// Reads digits; a number too large to count is as good as the largest. `nil` when there are none.
    private static func readNumber(_ reader: inout ByteReader) -> Int? {
        var number: Int?
        while let digit = reader.peekUInt8(), digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") {
            _ = reader.skip(1)
            let (product, overflow) = (number ?? 0).multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
            number = overflow || carry ? .max : sum
        }
        return number
    }

    /// Whether the client's part is of the version there is (RFC 9110 §13.1.5): the strong tag is the same. A date
    /// never is, since we send none.
    private static func isCurrent(_ field: String?, _ tag: EntityTag?) -> Bool {
        guard let field else { return true }
        guard let tag, let asked = TagCondition.tags(in: field.utf8Bytes).first else { return false }
        return asked.names(theSameBytesAs: tag)
    }
}
