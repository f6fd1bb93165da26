/// A representation whose bytes are elsewhere, such as on a disk, and never change: only how many there are is known.
///
/// It judges what `Representation` does, conditions (RFC 9110 §13) and ranges (§14), and leaves it to its owner to send the
/// bytes.
public struct StoredRepresentation: Sendable {
    /// How many bytes there are.
    public let byteCount: Int
    /// Which version they are.
    private let tag: EntityTag
    /// The fields of an answer with bytes.
    private let fields: HeaderFields

    /// So many bytes of a type. The tag names them for ever.
    public init(type: String, byteCount: Int, tag: EntityTag, cache: CachePolicy) {
        self.byteCount = byteCount
        self.tag = tag
        fields = [
            "cache-control": cache.field, "etag": tag.description, "content-type": type,
            "x-content-type-options": "nosniff", "accept-ranges": "bytes",
        ]
    }

    /// The answer to a GET or HEAD, and which bytes must follow it as pieces; `nil` when none do.
    public func response(to request: Request) -> (response: Response, bytes: Range<Int>?) {
        if let condition = request.ifMatch, !condition.isMet(byBytesOf: tag) {
            return (Problem.anotherVersion.response, nil)
        }
        if request.ifNoneMatch?.isMet(byContentOf: tag) == true {
            return (Response(.notModified, fields: ["etag": tag.description]), nil)
        }
        switch ByteRange(of: request, length: byteCount, tag: tag) {
        case .whole: return answer(.ok, 0..<byteCount, fields, to: request)
        case .part(let part):
            var fields = fields
            fields.append(
                "content-range", "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(byteCount)")
            return answer(.partialContent, part, fields, to: request)
        case .unsatisfiable: return (Problem.noSuchBytes(of: byteCount).response, nil)
        }
    }

    private func answer(
        _ status: Status, _ bytes: Range<Int>, _ fields: HeaderFields, to request: Request
    ) -> (response: Response, bytes: Range<Int>?) {
        let response = Response(status, fields: fields, body: .pieces(length: bytes.count))
        return (response, request.method == .head ? nil : bytes)
    }
}

extension Problem {
    /// A condition is about a version that there is no more (RFC 9110 §15.5.13).
    static let anotherVersion = Problem(.preconditionFailed, title: "There is another version now")

    /// Bytes were asked for that are not there (RFC 9110 §15.5.17).
    static func noSuchBytes(of count: Int) -> Problem {
        Problem(.rangeNotSatisfiable, title: "There are no such bytes", detail: "There are \(count) bytes.")
            .with(field: "content-range", "bytes */\(count)")
    }
}
