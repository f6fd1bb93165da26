import Bytes

/// The value of `If-Match` or `If-None-Match`: any version, or one of some (RFC 9110 §13.1.1, §13.1.2).
///
/// Clients quote tags in several ways, so reading is tolerant: a tag may come without quotes, a closing quote may be
/// missing, and `"*"` is the same as `*`, as the examples of WHIP write it (RFC 9725 §4.3.1).
public enum TagCondition: Hashable, Sendable {
    /// `*`: whatever version there is.
    case any
    /// One of these versions.
    case oneOf([EntityTag])

    /// Reads the fields called `name`; `nil` when there is none.
    init?(_ name: String, of request: Request) {
        guard request.fields.firstIndex(of: name) != nil else { return nil }
        let tags = request.fields.values(of: name).flatMap { Self.tags(in: $0.utf8Bytes) }
        self = tags.contains { $0.opaque == "*" } ? .any : .oneOf(tags)
    }

    /// Whether the version named `tag` is meant, to the byte. So `If-Match` compares.
    public func isMet(byBytesOf tag: EntityTag) -> Bool {
        switch self {
        case .any: true
        case .oneOf(let tags): tags.contains { $0.names(theSameBytesAs: tag) }
        }
    }

    /// Whether the version named `tag` is meant, by its content. So `If-None-Match` compares.
    public func isMet(byContentOf tag: EntityTag) -> Bool {
        switch self {
        case .any: true
        case .oneOf(let tags): tags.contains { $0.names(theSameContentAs: tag) }
        }
    }

    /// The tags of a list. A comma inside quotes belongs to its tag.
    static func tags(in list: RawSpan) -> [EntityTag] {
        var tags: [EntityTag] = []
        var reader = ByteReader(list)
        while let byte = reader.peekUInt8() {
            if byte == UInt8(ascii: ",") || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
                _ = reader.skip(1)
            } else {
                tags.append(readTag(&reader))
            }
        }
        return tags
    }

    /// Reads one tag, which begins at the next byte.
    private static func readTag(_ reader: inout ByteReader) -> EntityTag {
        let isWeak =
            reader.rest.byte(at: 0) == UInt8(ascii: "W") && reader.rest.byte(at: 1) == UInt8(ascii: "/")
        if isWeak { _ = reader.skip(2) }
        let isQuoted = reader.peekUInt8() == UInt8(ascii: "\"")
        if isQuoted { _ = reader.skip(1) }
        var opaque: [UInt8] = []
        while let byte = reader.readUInt8() {
            let isEnd =
                byte == UInt8(ascii: "\"")
                || !isQuoted && (byte == UInt8(ascii: ",") || byte == UInt8(ascii: " "))
            guard !isEnd else { break }
            opaque.append(byte)
        }
        return EntityTag(String(decoding: opaque, as: UTF8.self), isWeak: isWeak)
    }
}

extension Request {
    /// On which versions the request shall act; `nil` when the client did not say.
    public var ifMatch: TagCondition? { TagCondition("if-match", of: self) }

    /// Which versions the client does not want again; `nil` when it did not say.
    public var ifNoneMatch: TagCondition? { TagCondition("if-none-match", of: self) }
}
