import Bytes

/// HTTP/2 frames written by hand, for what no honest client sends (RFC 9113 §4.1).
enum FrameBytes {
    /// What a client begins with (§3.4).
    static let magic = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    /// A frame: 24 bits of length, 8 of type, 8 of flags, a reserved one and 31 of stream, then the payload.
    static func frame(_ type: UInt8, flags: UInt8 = 0, stream: UInt32 = 0, _ payload: [UInt8] = []) -> [UInt8]
    {
        var bytes: [UInt8] = [0, UInt8(payload.count >> 8), UInt8(payload.count & 0xff), type, flags]
        bytes.append(bigEndian: stream)
        return bytes + payload
    }

    /// DATA (§6.1); flag 1 ends the stream.
    static func data(_ payload: [UInt8], on stream: UInt32, isLast: Bool = false) -> [UInt8] {
        frame(0, flags: isLast ? 1 : 0, stream: stream, payload)
    }

    /// HEADERS (§6.2); flag 1 ends the stream, flag 4 the field block.
    static func headers(
        _ block: [UInt8], on stream: UInt32, isLast: Bool = true, isWhole: Bool = true
    ) -> [UInt8] {
        frame(1, flags: (isLast ? 1 : 0) | (isWhole ? 4 : 0), stream: stream, block)
    }

    /// PRIORITY (§6.3): depends on stream 0, weight 16.
    static func priority(on stream: UInt32) -> [UInt8] { frame(2, stream: stream, [0, 0, 0, 0, 15]) }

    /// RST_STREAM (§6.4), by default with CANCEL.
    static func reset(_ stream: UInt32, code: UInt8 = 8) -> [UInt8] {
        frame(3, stream: stream, [0, 0, 0, code])
    }

    /// SETTINGS (§6.5): 16 bits of name and 32 of value each.
    static func settings(_ list: [(name: UInt16, value: UInt32)] = []) -> [UInt8] {
        var payload: [UInt8] = []
        for (name, value) in list {
            payload.append(bigEndian: name)
            payload.append(bigEndian: value)
        }
        return frame(4, payload)
    }

    /// The answer to the other side's SETTINGS.
    static let settingsTaken = frame(4, flags: 1)

    /// PING (§6.7).
    static let ping = frame(6, [1, 2, 3, 4, 5, 6, 7, 8])

    /// GOAWAY (§6.8), with the last stream that the client took and a code.
    static let goaway = frame(7, [0, 0, 0, 0, 0, 0, 0, 0])

    /// WINDOW_UPDATE (§6.9).
    static func windowUpdate(_ increment: UInt32, on stream: UInt32 = 0) -> [UInt8] {
        var payload: [UInt8] = []
        payload.append(bigEndian: increment)
        return frame(8, stream: stream, payload)
    }

    /// CONTINUATION (§6.10).
    static func continuation(_ block: [UInt8], on stream: UInt32, isWhole: Bool) -> [UInt8] {
        frame(9, flags: isWhole ? 4 : 0, stream: stream, block)
    }

    /// Type and payload of each frame in `bytes`.
    static func split(_ bytes: [UInt8]) -> [(type: UInt8, payload: [UInt8])] {
        var frames: [(type: UInt8, payload: [UInt8])] = []
        var rest = bytes[...]
        while rest.count >= 9 {
            let head = Array(rest.prefix(9))
            let count = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
            frames.append((head[3], Array(rest.dropFirst(9).prefix(count))))
            rest = rest.dropFirst(9 + count)
        }
        return frames
    }

    /// The code of the last frame in `bytes`, when that is a GOAWAY.
    static func goawayCode(in bytes: [UInt8]) -> UInt8? {
        guard let last = split(bytes).last, last.type == 7, last.payload.count >= 8 else { return nil }
        return last.payload[7]
    }

    /// What a client says first.
    static let preface = magic + settings()

    /// A field block (RFC 7541): every field as a literal that enters no table (§6.2.2), with its own name.
    static func block(_ fields: [(String, String)]) -> [UInt8] {
        fields.flatMap { [0x00] + text($0.0) + text($0.1) }
    }

    /// A request's field block, with more fields behind its four.
    static func request(
        _ method: String = "GET", _ path: String = "/", fields: [(String, String)] = []
    ) -> [UInt8] {
        block(
            [(":method", method), (":scheme", "https"), (":path", path), (":authority", "a.example")] + fields
        )
    }

    /// A string literal without Huffman code (§5.2), its length in a prefix of 7 bits (§5.1).
    private static func text(_ string: String) -> [UInt8] {
        let bytes = Array(string.utf8)
        guard bytes.count >= 127 else { return [UInt8(bytes.count)] + bytes }
        var length: [UInt8] = [127]
        var rest = bytes.count - 127
        while rest >= 128 {
            length.append(UInt8(rest & 127 | 128))
            rest >>= 7
        }
        return length + [UInt8(rest)] + bytes
    }
}
