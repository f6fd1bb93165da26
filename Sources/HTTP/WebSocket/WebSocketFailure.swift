/// What a peer sent that makes us fail the connection (RFC 6455 §7.1.7).
enum WebSocketFailure: Error, CaseIterable {
    /// A reserved bit is set, and no extension was agreed on (RFC 6455 §5.2).
    case reservedBits
    /// An opcode that is not defined (RFC 6455 §5.2).
    case unknownOpcode
    /// A client's frame is not masked, or a server's is (RFC 6455 §5.1).
    case wrongMasking
    /// A length that fewer bytes could have told, or one beyond 63 bits (RFC 6455 §5.2).
    case malformedLength
    /// A control frame in fragments, or one of more than 125 bytes (RFC 6455 §5.5).
    case malformedControl
    /// A continuation of nothing (RFC 6455 §5.4).
    case strayContinuation
    /// A new message before the last one was complete (RFC 6455 §5.4).
    case interruptedMessage
    /// A Close frame with half a code, or with a code that is never sent (RFC 6455 §5.5.1, §7.4).
    case malformedClose
    /// A text or a close reason that is not UTF-8 (RFC 6455 §8.1).
    case invalidText
    /// A message beyond what the service takes.
    case largeMessage

    /// The code that we close with.
    var code: UInt16 {
        switch self {
        case .invalidText: CloseCode.invalidText
        case .largeMessage: CloseCode.tooLarge
        default: CloseCode.protocolError
        }
    }

    /// What the peer's developer reads.
    var text: String {
        switch self {
        case .reservedBits: "reserved bits are set"
        case .unknownOpcode: "unknown opcode"
        case .wrongMasking: "client frames are masked, server frames are not"
        case .malformedLength: "malformed length"
        case .malformedControl: "control frame too long or in fragments"
        case .strayContinuation: "continuation of nothing"
        case .interruptedMessage: "new message within a message"
        case .malformedClose: "malformed close"
        case .invalidText: "text is not UTF-8"
        case .largeMessage: "message too large"
        }
    }

    /// How the connection's end is counted.
    var reason: EndReason { self == .largeMessage ? .tooLarge : .malformed }
}
