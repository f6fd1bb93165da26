internal import Bytes

/// Finds the messages in what a connection between signaling and a media node brings.
public struct PlaneStream: Sendable {
    /// What came and is not taken yet.
    private var received: [UInt8] = []
    /// How much of it is taken.
    private var taken = 0
    /// Whether something came that is no message, so that nothing behind it can be believed.
    public private(set) var isBroken = false

    /// The longest message: reports of fifty thousand sessions.
    static let longest = 128 << 20

    /// A stream of which nothing came.
    public init() {}

    /// Takes what came.
    public mutating func receive(_ bytes: RawSpan) {
        guard !isBroken else { return }
        if taken > 0 {
            received.removeFirst(taken)
            taken = 0
        }
        received.append(bytes)
    }

    /// The next whole message; `nil` when there is none yet, and ever after once the stream is broken.
    public mutating func next() -> PlaneMessage? {
        guard !isBroken, let length else { return nil }
        guard length <= Self.longest else { return breakOff() }
        guard received.count - taken - 4 >= length else { return nil }
        guard let message = PlaneMessage(reading: received.bytes.extracting(taken + 4..<taken + 4 + length))
        else { return breakOff() }
        taken += 4 + length
        return message
    }

    private var length: Int? {
        var reader = ByteReader(received.bytes)
        guard reader.skip(taken) else { return nil }
        return reader.readUInt32().map { Int($0) }
    }

    private mutating func breakOff() -> PlaneMessage? {
        isBroken = true
        received = []
        taken = 0
        return nil
    }
}
