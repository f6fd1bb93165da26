extension VP9Picture {
    /// The picture as files have it: the only frame as it is, several with an index behind them (VP9 bitstream
    /// annex B).
    ///
    ///     frames ... | 110 size:2 count:3 | sizes, low octet first | 110 size:2 count:3 |
    public var superframe: [UInt8] {
        // The index counts to eight; spatial layers do to three.
        guard 2...8 ~= frames.count else { return bytes }
        let marker = 0xC0 | 3 << 3 | UInt8(frames.count - 1)
        return bytes + [marker]
            + frames.flatMap { frame in
                (0..<4).map { UInt8(truncatingIfNeeded: frame.count >> (8 * $0)) }
            } + [marker]
    }
}
