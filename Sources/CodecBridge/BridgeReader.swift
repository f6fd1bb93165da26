internal import Bytes

/// Finds messages in what comes over a socket, in pieces of any size.
///
/// It holds one message at most, and what came with its end. Once something cannot be right, nothing more can: where the
/// next message begins is not known then.
public struct BridgeReader {
    /// What came and was not read.
    private var bytes: [UInt8] = []
    /// Where that begins.
    private var place = 0
    /// Whether what came cannot be right.
    public private(set) var isBroken = false

    /// The longest message: more than any keyframe of a publisher and any picture that is asked for.
    public static let longest = 16 << 20

    /// A reader of a socket's first octets.
    public init() {}

    /// Takes what came.
    public mutating func handle(_ arrived: RawSpan) {
        guard !isBroken else { return }
        if place > 0 {
            bytes.removeFirst(place)
            place = 0
        }
        bytes.append(arrived)
    }

    /// The next message that is there whole.
    public mutating func pollMessage() -> BridgeMessage? {
        guard !isBroken, let length else { return nil }
        guard 1...Self.longest ~= length else { return breakOff() }
        guard bytes.count - place - 4 >= length else { return nil }
        guard
            let message = BridgeMessage(reading: bytes.bytes.extracting(place + 4..<place + 4 + length))
        else { return breakOff() }
        place += 4 + length
        return message
    }

    private var length: Int? {
        var reader = ByteReader(bytes.bytes)
        guard reader.skip(place) else { return nil }
        return reader.readUInt32().map { Int($0) }
    }

    private mutating func breakOff() -> BridgeMessage? {
        isBroken = true
        bytes = []
        place = 0
        return nil
    }
}
