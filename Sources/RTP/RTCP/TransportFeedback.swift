import Bytes

/// Which packets of a transport arrived, and when (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1), read
/// packet by packet.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                             sender                            |
///     |                          media source                         |
///     |      base sequence number     |      packet status count      |
///     |                 reference time                | feedback count|
///     |   status chunks, 16 bits each | ...                           |
///     |  deltas, 0, 8 or 16 bits each | ...            zeros to a word|
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///
///     run of one symbol    |0| S |        length, 13 bits     |
///     14 one-bit symbols   |1|0| 0 lost, 1 small delta ...    |
///     7 two-bit symbols    |1|1| 0 lost, 1 small, 2 large ... |
///
/// A small delta is unsigned, a large one signed, both in ticks of 250 µs since the packet before; the first
/// counts from the reference time. Reading checks all of it once, so what follows cannot break off. The work is
/// bounded by the status count, 65,535.
public struct TransportFeedback: ~Escapable {
    /// What became of one packet.
    public struct Status: Hashable, Sendable {
        /// The packet's transport-wide number.
        public let number: SequenceNumber
        /// When it arrived; `nil` when it had not.
        public let arrival: FeedbackTime?
    }

    /// Who received.
    public let sender: SSRC
    /// One of the sources that sent; the feedback speaks of all of them.
    public let source: SSRC
    /// The first packet that is spoken of.
    public let base: SequenceNumber
    /// How many packets are spoken of, 1 to 65,535.
    public let statusCount: Int
    /// Counts the feedback packets, so that lost ones are noticed.
    public let feedbackCount: UInt8

    /// The chunks not begun, and everything behind them.
    private var chunks: ByteReader
    /// The chunk that is being read.
    private var chunk = StatusChunk()
    /// The deltas not read.
    private var deltas: ByteReader
    /// How many statuses have not been read.
    private var left: Int
    /// The packet that comes next.
    private var number: SequenceNumber
    /// When the last packet arrived, in ticks.
    private var time: UInt32

    static let format: UInt8 = 15

    /// Reads and checks a body; `nil` when its chunks or deltas are not all there.
    @_lifetime(copy body)
    init?(_ body: RawSpan) {
        var reader = ByteReader(body)
        guard let sender = reader.readUInt32(), let source = reader.readUInt32(),
            let base = reader.readUInt16(),
            let count = reader.readUInt16(), count > 0, let reference = reader.readUInt24(),
            let feedbackCount = reader.readUInt8()
        else { return nil }
        chunks = reader
        guard let deltaByteCount = Self.skipChunks(&reader, statusCount: Int(count)),
            let deltas = reader.read(deltaByteCount)
        else { return nil }
        self.sender = SSRC(sender)
        self.source = SSRC(source)
        self.base = SequenceNumber(base)
        self.feedbackCount = feedbackCount
        self.deltas = ByteReader(deltas)
        statusCount = Int(count)
        left = statusCount
        number = self.base
        time = reference << 8
    }

    /// Moves behind the chunks that `statusCount` statuses take, and returns how many octets of deltas they need.
    private static func skipChunks(_ reader: inout ByteReader, statusCount: Int) -> Int? {
        var left = statusCount
        var deltaByteCount = 0
        while left > 0 {
            guard let bits = reader.readUInt16() else { return nil }
            var chunk = StatusChunk(bits)
            // A last chunk may have room for more symbols than there are statuses.
            while left > 0, let symbol = chunk.next() {
                guard symbol != .reserved else { return nil }
                deltaByteCount += Int(symbol.rawValue)
                left -= 1
            }
        }
        return deltaByteCount
    }

    /// What became of the next packet, `nil` behind the last.
    public mutating func next() -> Status? {
        guard left > 0, let symbol = nextSymbol() else { return nil }
        left -= 1
        let current = number
        number = number.next
        switch symbol {
        case .small: time &+= UInt32(deltas.readUInt8() ?? 0)
        case .large: time &+= UInt32(bitPattern: Int32(Int16(bitPattern: deltas.readUInt16() ?? 0)))
        case .lost, .reserved: return Status(number: current, arrival: nil)
        }
        return Status(number: current, arrival: FeedbackTime(ticks: time))
    }

    private mutating func nextSymbol() -> StatusChunk.Symbol? {
        while true {
            if let symbol = chunk.next() { return symbol }
            guard let bits = chunks.readUInt16() else { return nil }
            chunk = StatusChunk(bits)
        }
    }
}
