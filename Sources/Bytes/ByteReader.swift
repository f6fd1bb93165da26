/// A cursor over borrowed bytes that cannot run past their end.
///
/// Every parser of ours reads through one. A read that does not fit returns `nil` and moves nothing, so a
/// truncated packet is a `guard` in the parser and never a trap. Multi-byte integers are big-endian, which is
/// network order (RFC 1700), unless the name says otherwise.
///
/// The bodies are inlinable, since parsers of packets live in other modules: as calls, six reads of an RTP header
/// cost more than all the rest of it.
public struct ByteReader: ~Escapable {
    /// All bytes, also those already read.
    @usableFromInline let bytes: RawSpan
    /// How many bytes have been read. Invariant: `0 <= position <= bytes.byteCount`.
    @usableFromInline var position: Int

    /// Starts reading at the first byte.
    @inlinable
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan) {
        self.bytes = bytes
        position = 0
    }

    /// How many bytes have been read.
    @inlinable public var offset: Int { position }

    /// How many bytes have not been read yet.
    @inlinable public var remaining: Int { bytes.byteCount &- position }

    /// Whether everything has been read.
    @inlinable public var isAtEnd: Bool { position == bytes.byteCount }

    /// The bytes not read yet, without moving.
    @inlinable public var rest: RawSpan {
        @_lifetime(copy self)
        get { bytes.extracting(position..<bytes.byteCount) }
    }

    /// The next byte, without moving.
    @inlinable
    public func peekUInt8() -> UInt8? {
        bytes.byte(at: position)
    }

    /// Reads one byte.
    @inlinable
    public mutating func readUInt8() -> UInt8? {
        readInteger(UInt8.self)
    }

    /// Reads a 16-bit big-endian integer.
    @inlinable
    public mutating func readUInt16() -> UInt16? {
        readInteger(UInt16.self)
    }

    /// Reads a 24-bit big-endian integer.
    @inlinable
    public mutating func readUInt24() -> UInt32? {
        guard remaining >= 3, let high = readUInt8(), let low = readUInt16() else { return nil }
        return UInt32(high) << 16 | UInt32(low)
    }

    /// Reads a 32-bit big-endian integer.
    @inlinable
    public mutating func readUInt32() -> UInt32? {
        readInteger(UInt32.self)
    }

    /// Reads a 64-bit big-endian integer.
    @inlinable
    public mutating func readUInt64() -> UInt64? {
        readInteger(UInt64.self)
    }

    /// Reads `count` bytes as a view of the same memory.
    @inlinable
    @_lifetime(copy self)
    public mutating func read(_ count: Int) -> RawSpan? {
        guard count >= 0, count <= remaining else { return nil }
        defer { position &+= count }
        // Sound: the guard says that this lies inside.
        return unsafe bytes.extracting(unchecked: position..<(position &+ count))
    }

    /// Skips `count` bytes; `false`, and nothing moved, when there are fewer.
    @inlinable
    public mutating func skip(_ count: Int) -> Bool {
        guard count >= 0, count <= remaining else { return false }
        position &+= count
        return true
    }

    /// Reads one big-endian integer of any fixed width.
    @inlinable
    @inline(__always)
    mutating func readInteger<Integer: FixedWidthInteger & BitwiseCopyable>(
        _ type: Integer.Type
    ) -> Integer? {
        let width = MemoryLayout<Integer>.size
        guard width <= remaining else { return nil }
        defer { position &+= width }
        // Sound: `width` bytes are there by the guard, unaligned loads are asked for, any bits are an integer.
        return unsafe Integer(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: position, as: type))
    }
}
