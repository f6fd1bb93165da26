extension BitReader {
    /// Reads an unsigned Exp-Golomb code: `ue(v)`, H.264 §9.1. At most 31 leading zeros, so that it fits 32 bits.
    public mutating func readExpGolomb() -> UInt32? {
        let start = self
        var zeros = 0
        while let bit = read(1) {
            guard bit == 0 else {
                guard let tail = read(zeros) else { break }
                return 1 << UInt32(zeros) - 1 + tail
            }
            zeros += 1
            if zeros > 31 { break }
        }
        self = start
        return nil
    }

    /// Reads a signed Exp-Golomb code: `se(v)`, H.264 §9.1.1: 0, 1, -1, 2, -2 and so on.
    public mutating func readSignedExpGolomb() -> Int32? {
        guard let code = readExpGolomb() else { return nil }
        let half = Int32(code >> 1)
        return code & 1 == 1 ? half &+ 1 : -half
    }
}
