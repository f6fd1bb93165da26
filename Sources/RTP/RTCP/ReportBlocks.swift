import Bytes

/// The report blocks of one packet, read one after the other (RFC 3550 §6.4).
public struct ReportBlocks: ~Escapable {
    /// Exactly the octets of the blocks not read yet. What a profile adds behind them is left out.
    private var reader: ByteReader

    /// The `count` blocks that start at `offset`; `nil` when they are not all there.
    @_lifetime(copy body)
    init?(_ body: RawSpan, from offset: Int, count: Int) {
        var reader = ByteReader(body)
        guard reader.skip(offset), let blocks = reader.read(count * ReportBlock.byteCount) else { return nil }
        self.reader = ByteReader(blocks)
    }

    /// The next block, `nil` behind the last.
    public mutating func next() -> ReportBlock? {
        ReportBlock(&reader)
    }
}
