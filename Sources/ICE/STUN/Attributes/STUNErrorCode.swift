import Bytes

/// ERROR-CODE: why a request was refused (RFC 8489 §14.8).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |           reserved                      |Class|     Number    |
///     |      reason phrase, UTF-8, for people                         |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct STUNErrorCode: Hashable, Sendable {
    /// Hundreds times the class, plus the number: 300 to 699.
    public let value: UInt16

    /// The request has attributes that the answering side had to know and does not.
    public static let unknownAttribute = STUNErrorCode(420)
    /// Both agents think they have the same role (RFC 8445 §7.3.1.1).
    public static let roleConflict = STUNErrorCode(487)

    /// A code of ours.
    private init(_ value: UInt16) {
        self.value = value
    }

    /// Reads the attribute's value; `nil` when it is too short or names no code.
    init?(_ attribute: RawSpan) {
        var reader = ByteReader(attribute)
        guard let word = reader.readUInt32(), (3...6).contains(word >> 8 & 7), word & 0xFF < 100 else {
            return nil
        }
        value = UInt16(word >> 8 & 7) * 100 + UInt16(word & 0xFF)
    }

    /// The attribute's value. Without a reason: nobody reads it, and the answer must stay small.
    var attribute: UInt32 {
        UInt32(value / 100) << 8 | UInt32(value % 100)
    }
}
