extension Array where Element == UInt8 {
    /// Appends a copy of `bytes`, each combined by exclusive or with a byte of `mask`, whose four bytes take turns in
    /// network order: WebSocket's masking (RFC 6455 §5.3). `phase` is how many masked bytes came before these.
    public mutating func append(_ bytes: RawSpan, masking mask: UInt32, phase: Int) {
        let start = count
        append(bytes)
        let turned = mask << UInt32(phase & 3 * 8) | mask >> UInt32(32 - phase & 3 * 8)
        let word = (UInt64(turned) << 32 | UInt64(turned)).bigEndian
        unsafe withUnsafeMutableBytes { memory in
            var offset = start
            while offset + 8 <= memory.count {
                // Sound: eight bytes from the offset on are inside, and unaligned access is asked for.
                let plain = unsafe memory.loadUnaligned(fromByteOffset: offset, as: UInt64.self) ^ word
                unsafe memory.storeBytes(of: plain, toByteOffset: offset, as: UInt64.self)
                offset += 8
            }
            var rest = word.littleEndian
            while offset < memory.count {
                // Sound: the offset is inside by the loop's condition.
                unsafe memory[offset] ^= UInt8(truncatingIfNeeded: rest)
                rest >>= 8
                offset += 1
            }
        }
    }

    /// Combines the array's first bytes with all of `bytes` by exclusive or. What the array lacks counts as 0: it grows.
    public mutating func toggle(_ bytes: RawSpan) {
        let common = Swift.min(count, bytes.byteCount)
        unsafe withUnsafeMutableBufferPointer { memory in
            unsafe bytes.withUnsafeBytes { other in
                guard let target = memory.baseAddress, let source = other.baseAddress else { return }
                let octets = unsafe source.assumingMemoryBound(to: UInt8.self)
                // Octet by octet, of which the compiler makes vectors.
                for offset in 0..<common {
                    // Sound: the offset is inside of both.
                    unsafe target[offset] ^= octets[offset]
                }
            }
        }
        append(bytes.extracting(common..<bytes.byteCount))
    }
}
