extension RawSpan {
    /// Where the run of members of `set` that begins at `start` ends: the offset of the first byte that is no
    /// member, or `byteCount`.
    public func endOfRun(of set: ASCIISet, from start: Int = 0) -> Int {
        var offset = max(start, 0)
        while offset < byteCount {
            // Sound: the offset is inside by the loop's condition.
            guard unsafe set.contains(unsafeLoad(fromByteOffset: offset, as: UInt8.self)) else { break }
            offset += 1
        }
        return offset
    }

    /// Where `byte` is found first from `start` on, or `nil`.
    public func firstOffset(of byte: UInt8, from start: Int = 0) -> Int? {
        let pattern = UInt64(repeating: byte)
        return firstOffset(from: start) { word in
            (word ^ pattern).zeroBytes
        } orByte: {
            $0 == byte
        }
    }

    /// Where the first control byte other than the tab is found from `start` on, or `nil`. Controls are 0 to 31
    /// and 127, as in ASCII; bytes above 127 are none.
    public func firstControlOffset(from start: Int = 0) -> Int? {
        firstOffset(from: start) { word in
            // A byte is below 32 when its top three bits are zero.
            let below = (word & UInt64(repeating: 0xE0)).zeroBytes
            let tabs = (word ^ UInt64(repeating: 0x09)).zeroBytes
            return (below & ~tabs) | (word ^ UInt64(repeating: 0x7F)).zeroBytes
        } orByte: { byte in
            (byte < 0x20 && byte != 0x09) || byte == 0x7F
        }
    }

    /// Where the first byte of a kind is found from `start` on: eight bytes at a time by `inWord`, which sets the
    /// top bit of each such byte, and the last few by `orByte`.
    @inline(__always)
    private func firstOffset(
        from start: Int, _ inWord: (UInt64) -> UInt64, orByte isWanted: (UInt8) -> Bool
    ) -> Int? {
        var offset = max(start, 0)
        while byteCount - offset >= 8 {
            // Sound: eight bytes from the offset on are inside, and unaligned loads are asked for.
            let word = unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian
            let found = inWord(word)
            if found != 0 { return offset + found.trailingZeroBitCount / 8 }
            offset += 8
        }
        while offset < byteCount {
            // Sound: the offset is inside by the loop's condition.
            if unsafe isWanted(unsafeLoad(fromByteOffset: offset, as: UInt8.self)) { return offset }
            offset += 1
        }
        return nil
    }
}

extension UInt64 {
    /// Eight times the same byte.
    @inline(__always)
    fileprivate init(repeating byte: UInt8) {
        self = 0x0101_0101_0101_0101 &* UInt64(byte)
    }

    /// The top bit of every byte that is zero, and of no other: exact in each byte, since nothing is carried from
    /// one into the next.
    @inline(__always)
    fileprivate var zeroBytes: UInt64 {
        let low = UInt64(repeating: 0x7F)
        return ~(((self & low) &+ low) | self | low)
    }
}
