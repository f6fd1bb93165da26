internal import Bytes

/// Takes a peer's bytes apart into frames (RFC 6455 §5), and judges all that can be told from their heads: by the
/// time a payload comes it is known to be wanted.
struct FrameParser {
    /// What was found.
    enum Found {
        /// More bytes are needed; those from the offset on must be shown again.
        case nothing
        /// A frame begins.
        case head(FrameHead)
        /// A piece of its payload lies there, still masked; so many bytes came before it.
        case payload(Range<Int>, phase: Int)
        /// The frame is complete.
        case end
        /// These bytes are no frame; nothing further is read.
        case failed(WebSocketFailure)
    }

    /// Where in a frame we are.
    private enum State {
        case head
        case payload(taken: Int, of: Int)
        case failed
    }

    /// Whether the peer must mask: clients must, servers must not.
    private let expectsMask: Bool
    /// How large a message may be, all fragments together, in bytes.
    private let largestMessage: Int
    /// Where in a frame we are.
    private var state = State.head
    /// How many bytes the message under way has so far; `nil` between messages.
    private var messageLength: Int?

    /// A parser of a client's frames, or of a server's.
    init(expectsMask: Bool, largestMessage: Int) {
        self.expectsMask = expectsMask
        self.largestMessage = largestMessage
    }

    /// Goes on at `offset`.
    mutating func next(in bytes: RawSpan, from offset: inout Int) -> Found {
        switch state {
        case .failed: return .nothing
        case .head: return takeHead(in: bytes, from: &offset)
        case .payload(let taken, let length):
            guard taken < length else {
                state = .head
                return .end
            }
            let count = min(length - taken, bytes.byteCount - offset)
            guard count > 0 else { return .nothing }
            state = .payload(taken: taken + count, of: length)
            offset += count
            return .payload(offset - count..<offset, phase: taken)
        }
    }

    private mutating func takeHead(in bytes: RawSpan, from offset: inout Int) -> Found {
        var reader = ByteReader(bytes.extracting(offset...))
        guard let first = reader.readUInt8(), let second = reader.readUInt8() else { return .nothing }
        if let failure = judge(first, second) { return fail(failure) }
        guard let opcode = Opcode(rawValue: first & 0x0F) else { return fail(.unknownOpcode) }

        var length = UInt64(second & 0x7F)
        if length >= 126 {
            let isShort = length == 126
            guard let long = isShort ? reader.readUInt16().map(UInt64.init) : reader.readUInt64() else {
                return .nothing
            }
            // The shortest form must be used, and the top bit is never set.
            if long < (isShort ? 126 : 0x1_0000) || long >> 63 != 0 { return fail(.malformedLength) }
            length = long
        }
        var mask: UInt32?
        if expectsMask {
            guard let key = reader.readUInt32() else { return .nothing }
            mask = key
        }
        let head = FrameHead(isFinal: first & 0x80 != 0, opcode: opcode, length: Int(length), mask: mask)
        if let failure = place(head) { return fail(failure) }
        offset += reader.offset
        state = .payload(taken: 0, of: head.length)
        return .head(head)
    }

    /// What the first two bytes alone make wrong, so that nothing more is waited for.
    private func judge(_ first: UInt8, _ second: UInt8) -> WebSocketFailure? {
        if first & 0x70 != 0 { return .reservedBits }
        guard let opcode = Opcode(rawValue: first & 0x0F) else { return .unknownOpcode }
        if (second & 0x80 != 0) != expectsMask { return .wrongMasking }
        if opcode.isControl { return first & 0x80 == 0 || second & 0x7F > 125 ? .malformedControl : nil }
        if opcode == .continuation { return messageLength == nil ? .strayContinuation : nil }
        return messageLength != nil ? .interruptedMessage : nil
    }

    /// Adds a data frame to the message under way, if that may be so large.
    private mutating func place(_ head: FrameHead) -> WebSocketFailure? {
        if head.opcode.isControl { return nil }
        let (sum, overflow) = (messageLength ?? 0).addingReportingOverflow(head.length)
        if overflow || sum > largestMessage { return .largeMessage }
        messageLength = head.isFinal ? nil : sum
        return nil
    }

    private mutating func fail(_ failure: WebSocketFailure) -> Found {
        state = .failed
        return .failed(failure)
    }
}
