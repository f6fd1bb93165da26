/// What a STUN message is: a method and a class, whose bits lie interleaved in the first fourteen of the header
/// (RFC 8489 §5).
///
///      0                 1
///      2  3  4 5 6 7 8 9 0 1 2 3 4 5
///     +--+--+-+-+-+-+-+-+-+-+-+-+-+-+
///     |M |M |M|M|M|C|M|M|M|C|M|M|M|M|
///     |11|10|9|8|7|1|6|5|4|0|3|2|1|0|
///     +--+--+-+-+-+-+-+-+-+-+-+-+-+-+
///
/// ICE has one method, Binding, 0x001; other methods are told apart from it and no more.
public enum STUNKind: UInt16, Hashable, Sendable {
    /// A Binding request: in ICE, a connectivity check.
    case request = 0x0001
    /// A Binding indication: a keep-alive that nobody answers (RFC 8445 §11).
    case indication = 0x0011
    /// A Binding success response.
    case success = 0x0101
    /// A Binding error response.
    case error = 0x0111
}
