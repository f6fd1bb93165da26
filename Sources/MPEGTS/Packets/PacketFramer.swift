internal import Bytes

/// Finds packets in octets that come in pieces of any size.
///
/// A packet is taken for one when the next begins where it ends. Whoever sends octets in which none are found is not
/// heard for long.
struct PacketFramer {
    /// What has not been handed out.
    private(set) var buffer: [UInt8] = []
    /// Where that begins.
    private var position = 0
    /// Packets in a row.
    private var run = 0
    /// How many octets were passed over since the last good run, and in all.
    private var skipped = 0
    private(set) var skippedBytes: UInt64 = 0

    /// How many packets in a row make what came before them forgotten.
    private static let goodRun = 8
    /// How many octets may be passed over until then.
    static let mostSkipped = 64 << 10

    /// Takes octets.
    mutating func append(_ bytes: RawSpan) {
        buffer.removeFirst(position)
        position = 0
        buffer.append(bytes)
    }

    /// Where the next packet is in the buffer; `nil` when there is none yet.
    mutating func next() throws(TransportFault) -> Range<Int>? {
        while buffer.count - position >= TransportPacket.byteCount {
            let end = position + TransportPacket.byteCount
            if buffer[position] == TransportPacket.sync,
                run > 0 || end >= buffer.count || buffer[end] == TransportPacket.sync
            {
                run += 1
                if run >= Self.goodRun { skipped = 0 }
                defer { position = end }
                return position..<end
            }
            run = 0
            position += 1
            skipped += 1
            skippedBytes &+= 1
            guard skipped <= Self.mostSkipped else { throw .notTransportStream }
        }
        return nil
    }
}
