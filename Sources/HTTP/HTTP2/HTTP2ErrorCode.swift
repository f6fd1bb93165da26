/// Why a stream or a connection ends (RFC 9113 §7); those that we say ourselves.
enum HTTP2ErrorCode: UInt32 {
    case noError = 0x0
    case protocolError = 0x1
    case internalError = 0x2
    case flowControlError = 0x3
    case cancel = 0x8
    case enhanceYourCalm = 0xb
}
