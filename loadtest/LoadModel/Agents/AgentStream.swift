import Bytes
import HTTP

/// Messages on a TCP connection: each is a JSON text behind its length in four octets.
struct AgentStream: Sendable {
    /// What came and is not a whole message yet.
    private var received: [UInt8] = []
    /// Whether something came that is none, so that nothing behind it can be believed.
    private(set) var isBroken = false

    /// The longest message: the figures of a long run.
    private static let longest = 16 << 20

    /// The octets of a message.
    static func bytes(of message: AgentMessage) -> [UInt8] {
        let text = JSONText(message).bytes
        var bytes: [UInt8] = []
        bytes.append(bigEndian: UInt32(truncatingIfNeeded: text.count))
        return bytes + text
    }

    /// Takes what came. What is longer than any message may be breaks the stream, so that this stays bounded.
    mutating func receive(_ bytes: RawSpan) {
        guard !isBroken else { return }
        received.append(bytes)
    }

    /// The next whole message; `nil` when there is none yet, and ever after once the stream is broken.
    mutating func next() -> AgentMessage? {
        guard !isBroken, let length = length else { return nil }
        guard length <= Self.longest else { return breakOff() }
        guard received.count >= 4 + length else { return nil }
        let text = Array(received[4..<4 + length])
        received.removeFirst(4 + length)
        guard case .success(let value) = JSONReader.read(text), let message = AgentMessage(value) else {
            return breakOff()
        }
        return message
    }

    private var length: Int? {
        var reader = ByteReader(received.bytes)
        return reader.readUInt32().map { Int($0) }
    }

    private mutating func breakOff() -> AgentMessage? {
        isBroken = true
        received = []
        return nil
    }
}
