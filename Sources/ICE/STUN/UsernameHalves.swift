import Bytes

/// The two fragments in the USERNAME of a check: `receiver:sender` (RFC 8445 §7.2.2).
struct UsernameHalves: ~Escapable {
    /// The fragment of the agent that the check is for.
    let receiver: RawSpan
    /// The fragment of the agent that sent it.
    let sender: RawSpan

    /// Cuts at the first colon, which no fragment contains; `nil` without one, or when a half is longer than
    /// fragments are (RFC 8839 §5.4: 4 to 256).
    @_lifetime(copy username)
    init?(_ username: RawSpan) {
        guard let colon = username.firstOffset(of: UInt8(ascii: ":")), (1...256).contains(colon),
            username.byteCount - colon - 1 <= 256
        else { return nil }
        receiver = username.extracting(0..<colon)
        sender = username.extracting((colon + 1)..<username.byteCount)
    }
}
