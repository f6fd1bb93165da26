/// A cursor over borrowed bytes that cannot run past their end.
///
/// Every parser of ours reads through one. A read that does not fit returns `nil` and moves nothing, so a
/// truncated packet is a `guard` in the parser and never a trap. Multi-byte integers are big-endian, which is
/// network order (RFC 1700), unless the name says otherwise.
public struct ByteReader: ~Escapable {
    /// All bytes, also those already read.
    private let bytes: RawSpan
    /// How many bytes have been read. Invariant: `0 <= offset <= bytes.byteCount`.
    public private(set) var offset: Int

    /// Starts reading at the first byte.
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan) {
        self.bytes = bytes
        offset = 0
    }

    /// How many bytes have not been read yet.
    public var remaining: Int { bytes.byteCount - offset }

    /// Whether everything has been read.
    public var isAtEnd: Bool { offset == bytes.byteCount }

    /// The bytes not read yet, without moving.
    public var rest: RawSpan {
        @_lifetime(copy self)
        get { bytes.extracting(offset..<bytes.byteCount) }
    }

    /// The next byte, without moving.
    public func peekUInt8() -> UInt8? {
        guard offset < bytes.byteCount else { return nil }
        // Sound: offset is inside by the guard, and any byte is a UInt8.
        return unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    /// Reads one byte.
    public mutating func readUInt8() -> UInt8? {
        readInteger(UInt8.self)
    }

    /// Reads a 16-bit big-endian integer.
    public mutating func readUInt16() -> UInt16? {
        readInteger(UInt16.self)
    }

    /// Reads a 24-bit big-endian integer.
    public mutating func readUInt24() -> UInt32? {
        guard remaining >= 3, let high = readUInt8(), let low = readUInt16() else { return nil }
        return UInt32(high) << 16 | UInt32(low)
    }

    /// Reads a 32-bit big-endian integer.
    public mutating func readUInt32() -> UInt32? {
        readInteger(UInt32.self)
    }

    /// Reads a 64-bit big-endian integer.
    public mutating func readUInt64() -> UInt64? {
        readInteger(UInt64.self)
    }

    /// Reads `count` bytes as a view of the same memory.
    @_lifetime(copy self)
    public mutating func read(_ count: Int) -> RawSpan? {
        guard count >= 0, count <= remaining else { return nil }
        defer { offset += count }
        return bytes.extracting(offset..<(offset + count))
    }

    /// Skips `count` bytes; `false`, and nothing moved, when there are fewer.
    public mutating func skip(_ count: Int) -> Bool {
        guard count >= 0, count <= remaining else { return false }
        offset += count
        return true
    }

    /// Reads one big-endian integer of any fixed width.
    @inline(__always)
    private mutating func readInteger<Integer: FixedWidthInteger & BitwiseCopyable>(
        _ type: Integer.Type
    ) -> Integer? {
        let width = MemoryLayout<Integer>.size
        guard width <= remaining else { return nil }
        defer { offset += width }
        // Sound: `width` bytes are there by the guard, unaligned loads are asked for, any bits are an integer.
        return unsafe Integer(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: type))
    }
}
