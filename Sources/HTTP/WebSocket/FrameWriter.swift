internal import Bytes

/// Writes frames (RFC 6455 §5): a server's as they are, by reference when they are large; a client's masked.
struct FrameWriter {
    /// Where a client's masking keys come from; `nil` for a server, which masks nothing (RFC 6455 §5.1).
    private var random: (any RandomNumberGenerator)?

    /// A writer of a server's frames, or of a client's.
    init(masking random: (any RandomNumberGenerator)? = nil) {
        self.random = random
    }

    /// Writes a whole message or a control message in one frame. We send no fragments: what we send is there.
    mutating func write(_ opcode: Opcode, _ payload: ByteSlice, to queue: OutboundQueue) {
        let mask = writeHead(opcode, count: payload.count, to: queue)
        guard let mask else { return queue.append(payload) }
        var masked: [UInt8] = []
        masked.append(payload.bytes, masking: mask, phase: 0)
        queue.append(masked)
    }

    /// Writes a text.
    mutating func write(text: String, to queue: OutboundQueue) {
        guard random == nil else { return write(.text, ByteSlice(Array(text.utf8)), to: queue) }
        _ = writeHead(.text, count: text.utf8.count, to: queue)
        queue.append(text: text)
    }

    /// Writes the head of a frame and returns its mask.
    private mutating func writeHead(_ opcode: Opcode, count: Int, to queue: OutboundQueue) -> UInt32? {
        let mask = random.map { _ in nextMask() }
        let maskBit: UInt8 = mask == nil ? 0 : 0x80
        var head: [UInt8] = [0x80 | opcode.rawValue]
        head.reserveCapacity(14)
        switch count {
        case ..<126: head.append(maskBit | UInt8(truncatingIfNeeded: count))
        case ..<0x1_0000:
            head.append(maskBit | 126)
            head.append(bigEndian: UInt16(truncatingIfNeeded: count))
        default:
            head.append(maskBit | 127)
            head.append(bigEndian: UInt64(count))
        }
        if let mask { head.append(bigEndian: mask) }
        queue.append(head)
        return mask
    }

    /// A fresh key, which RFC 6455 §5.3 wants for each frame.
    private mutating func nextMask() -> UInt32 {
        guard var source = random else { return 0 }
        defer { random = source }
        return UInt32.random(in: .min ... .max, using: &source)
    }
}
