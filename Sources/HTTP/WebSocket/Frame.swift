/// What a frame carries (RFC 6455 §5.2).
enum Opcode: UInt8 {
    case continuation = 0x0
    case text = 0x1
    case binary = 0x2
    case close = 0x8
    case ping = 0x9
    case pong = 0xA

    /// Whether the frame is about the connection and may come amid a message (RFC 6455 §5.5).
    var isControl: Bool { rawValue & 0x8 != 0 }
}

/// The head of a frame (RFC 6455 §5.2).
///
///      0               1               2               3
///     +-+-+-+-+-------+-+-------------+-------------------------------+
///     |F|R|R|R| opcode|M| length (7)  | 16 bits more when it is 126,  |
///     |I|S|S|S|       |A|             | 64 bits more when it is 127   |
///     |N|V|V|V|       |S|             |                               |
///     | |1|2|3|       |K|             |                               |
///     +-+-+-+-+-------+-+-------------+-------------------------------+
///     | masking key, 32 bits, when MASK is set                        |
///     +---------------------------------------------------------------+
struct FrameHead: Equatable {
    /// Whether it is the last of its message.
    var isFinal: Bool
    /// What it carries.
    var opcode: Opcode
    /// How many bytes follow.
    var length: Int
    /// What they are masked with (RFC 6455 §5.3).
    var mask: UInt32?
}
