public import Bytes

/// Finished bytes of a media type, made once and served to everyone who asks: a page, a playlist, a picture.
///
/// It knows the conditions of a request (RFC 9110 §13), ranges (§14) and gzip (§8.4), and has the fields of its
/// answers ready. Plain and packed bytes are two versions with two tags, since a strong tag names bytes.
public struct Representation: Sendable {
    /// The bytes in one coding, and the fields of a 200 with them.
    private struct Version {
        let bytes: ByteSlice
        let tag: EntityTag
        let fields: HeaderFields
    }

    /// The bytes as they are.
    private let plain: Version
    /// The same in gzip, where that is smaller.
    private let packed: Version?
    /// The fields of all answers, without the tag.
    private let common: HeaderFields

    /// Bytes of a type, with their packed form if somebody made one. The tag is made from the bytes unless given.
    public init(
        type: String, bytes: ByteSlice, packed: ByteSlice? = nil, tag: EntityTag? = nil, cache: CachePolicy
    ) {
        var common: HeaderFields = ["cache-control": cache.field]
        if packed != nil { common.append("vary", "accept-encoding") }
        self.common = common
        let tag = tag ?? EntityTag(hashing: bytes.bytes)
        let type: HeaderFields = ["content-type": type, "x-content-type-options": "nosniff"]
        plain = Version(
            bytes: bytes, tag: tag,
            fields: common + type + ["etag": tag.description, "accept-ranges": "bytes"])
        self.packed = packed.map { packed in
            let tag = EntityTag(tag.opaque + "-gzip", isWeak: tag.isWeak)
            return Version(
                bytes: packed, tag: tag,
                fields: common + type + ["etag": tag.description, "content-encoding": "gzip"])
        }
    }

    /// Bytes of a type, packed by `gzip` if that helps: nine tenths or less, and more than one packet to begin with.
    public init(type: String, bytes: ByteSlice, cache: CachePolicy, packedBy gzip: inout Gzip) {
        var packed: [UInt8]?
        if bytes.count >= Self.leastPacked { packed = gzip.pack(bytes.bytes) }
        let isSmaller = packed.map { $0.count <= bytes.count / 10 * 9 } ?? false
        self.init(
            type: type, bytes: bytes, packed: isSmaller ? packed.map { ByteSlice($0) } : nil, cache: cache)
    }

    /// What fits one packet with its head arrives no sooner when it is smaller.
    private static let leastPacked = 1200

    /// The tag of the bytes as they are.
    public var tag: EntityTag { plain.tag }

    /// How many bytes there are.
    public var count: Int { plain.bytes.count }

    /// The answer to a GET or HEAD. The conditions are judged in the order of RFC 9110 §13.2.2.
    public func response(to request: Request) -> Response {
        if let condition = request.ifMatch, version(where: condition.isMet(byBytesOf:)) == nil {
            return Problem.anotherVersion.response
        }
        if let condition = request.ifNoneMatch, let held = version(where: condition.isMet(byContentOf:)) {
            return Response(.notModified, fields: common + ["etag": held.tag.description])
        }
        switch ByteRange(of: request, length: count, tag: tag) {
        case .whole:
            let version = packed.flatMap { request.acceptsGzip ? $0 : nil } ?? plain
            return Response(.ok, fields: version.fields, body: .whole(version.bytes))
        case .part(let part): return response(with: part)
        case .unsatisfiable: return Problem.noSuchBytes(of: count).response
        }
    }

    /// The first version whose tag is meant.
    private func version(where isMeant: (EntityTag) -> Bool) -> Version? {
        if isMeant(plain.tag) { return plain }
        return packed.flatMap { isMeant($0.tag) ? $0 : nil }
    }

    /// A part of the plain bytes (RFC 9110 §15.3.7).
    private func response(with part: Range<Int>) -> Response {
        let field = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(plain.bytes.count)"
        let bytes = plain.bytes.dropFirst(part.lowerBound).prefix(part.count)
        return Response(.partialContent, fields: plain.fields + ["content-range": field], body: .whole(bytes))
    }
}

extension HeaderFields {
    /// The fields of both, in order.
    fileprivate static func + (left: HeaderFields, right: HeaderFields) -> HeaderFields {
        var sum = left
        sum.append(contentsOf: right)
        return sum
    }
}
