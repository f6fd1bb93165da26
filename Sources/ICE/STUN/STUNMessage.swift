public import Bytes

/// A STUN message of the Binding method: a view of its fields and attributes (RFC 8489 §5, §14).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |0 0|     STUN Message Type     |  length behind the header     |
///     |                 magic cookie 0x2112A442                       |
///     |                 transaction identifier, 96 bits               |
///     |                 attributes: type 16, length 16, value,        |
///     |                 padded to whole words                         |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///
/// One pass over the attributes finds all that ICE uses; nothing is copied. Nothing is proven either: ask
/// `hasValidFingerprint` and `isIntact(password:)` before believing a word.
///
/// What stands behind MESSAGE-INTEGRITY is not covered by it and therefore not read, but for FINGERPRINT, which
/// must be last (RFC 8489 §14.5, §14.7). Of an attribute that is there twice the first counts (§14).
public struct STUNMessage: ~Escapable {
    /// The whole message.
    let bytes: RawSpan
    /// Request, indication or response.
    public let kind: STUNKind
    /// Which question it is or answers.
    public let transaction: TransactionID
    /// What was found among the attributes.
    private(set) var found = FoundAttributes()

    /// The octets in front of the attributes.
    static let headerByteCount = 20
    /// What every message has at its fifth octet since RFC 5389.
    static let magicCookie: UInt32 = 0x2112_A442

    /// Looks at a datagram; `nil` when it is no Binding message, is cut, or has an attribute of a wrong size.
    @_lifetime(copy datagram)
    public init?(_ datagram: RawSpan) {
        var reader = ByteReader(datagram)
        guard let type = reader.readUInt16(), let kind = STUNKind(rawValue: type),
            let length = reader.readUInt16(), length & 3 == 0,
            reader.readUInt32() == Self.magicCookie,
            let high = reader.readUInt32(), let low = reader.readUInt64(), reader.remaining == Int(length)
        else { return nil }
        bytes = datagram
        self.kind = kind
        transaction = TransactionID(high: high, low: low)
        while !reader.isAtEnd {
            guard found.fingerprint == nil, found.take(&reader) else { return nil }
        }
    }

    /// Whom the message is for and from whom: the receiver's fragment, a colon, the sender's (RFC 8445 §7.2.2).
    public var username: RawSpan? {
        @_lifetime(copy self)
        get {
            guard let range = found.username else { return nil }
            return bytes.extracting(range)
        }
    }

    /// The address that the answering side saw (RFC 8489 §14.2).
    public var mappedAddress: SocketAddress? {
        guard let range = found.xorMappedAddress else { return nil }
        return SocketAddress(xorMapped: bytes.extracting(range), transaction)
    }

    /// Why a request was refused (RFC 8489 §14.8), 300 to 699.
    public var errorCode: STUNErrorCode? { found.errorCode }

    /// The priority that the sender's address would have as a peer-reflexive candidate (RFC 8445 §7.1.1).
    public var priority: UInt32? { found.priority }

    /// Whether the controlling side nominates the pair of this check (RFC 8445 §7.1.2).
    public var usesCandidate: Bool { found.usesCandidate }

    /// Which role the sender thinks it has (RFC 8445 §7.1.3).
    public var roleClaim: RoleClaim? { found.roleClaim }

    /// The attributes that we would have to know and do not, the first eight.
    public var unknownAttributes: [UInt16] { found.unknown }

    /// The first half of the USERNAME of a datagram that looks like a check: the fragment by which a server with
    /// many sessions finds the one that is meant. Nothing is verified, and only as much is read as is needed.
    public static func receiverUfrag(in datagram: RawSpan) -> String? {
        var reader = ByteReader(datagram)
        guard reader.readUInt16() == STUNKind.request.rawValue, let length = reader.readUInt16(),
            reader.readUInt32() == magicCookie, reader.skip(12), reader.remaining == Int(length)
        else { return nil }
        while let type = reader.readUInt16(), let length = reader.readUInt16(),
            let value = reader.read(Int(length)), reader.skip(Int(0 &- length) & 3)
        {
            guard type == AttributeType.username.rawValue else { continue }
            guard let halves = UsernameHalves(value) else { return nil }
            return String(utf8: halves.receiver)
        }
        return nil
    }
}
