internal import Bytes

/// Puts the PES packets of one PID together.
///
/// One that tells its length is whole as soon as that has come; pictures seldom do, and are whole when the next begins.
struct PESAssembler {
    /// The packet that was begun.
    private var buffer: [UInt8] = []
    /// Whether there is one.
    private var isStarted = false
    /// How long it may become.
    private let limit: Int

    /// Packets of at most so many octets.
    init(limit: Int) {
        self.limit = limit
    }

    /// Something is missing: what was begun is of no use.
    mutating func discard() {
        buffer.removeAll(keepingCapacity: true)
        isStarted = false
    }

    /// Takes a payload, and returns the packets that are whole now.
    mutating func take(_ payload: RawSpan, begins: Bool) throws(TransportFault) -> [[UInt8]] {
        var whole: [[UInt8]] = []
        if begins {
            finish(&whole)
            isStarted = true
        }
        guard isStarted else { return whole }
        guard buffer.count + payload.byteCount <= limit else { throw .unitTooLong(limit: limit) }
        buffer.append(payload)
        if let length = PESPacket.length(buffer.bytes), buffer.count >= length {
            buffer.removeLast(buffer.count - length)
            finish(&whole)
        }
        return whole
    }

    /// Nothing more comes: what was begun is whole, unless it says that it is longer.
    mutating func finish() -> [[UInt8]] {
        var whole: [[UInt8]] = []
        finish(&whole)
        return whole
    }

    private mutating func finish(_ whole: inout [[UInt8]]) {
        let isShort = PESPacket.length(buffer.bytes).map { buffer.count < $0 } ?? false
        if isStarted, !isShort, buffer.count > PESPacket.fixedByteCount { whole.append(buffer) }
        buffer = []
        isStarted = false
    }
}
