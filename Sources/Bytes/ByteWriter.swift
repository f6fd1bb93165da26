/// A cursor over borrowed writable bytes that cannot run past their end.
///
/// A message is written field by field and judged once, when it is done: a write that does not fit writes
/// nothing, and from then on the writer `isOverrun` and takes no more, so no later small field slips into a
/// buffer that was too short for an earlier one. Multi-byte integers are big-endian, which is network order
/// (RFC 1700). Inlinable, as `ByteReader` is and for its reason.
public struct ByteWriter: ~Copyable, ~Escapable {
    /// All bytes, also those already written.
    @usableFromInline var bytes: MutableRawSpan
    /// How many bytes have been written. Invariant: `0 <= position <= bytes.byteCount`.
    @usableFromInline var position: Int
    /// Whether something did not fit.
    @usableFromInline var hasOverrun: Bool

    /// Starts writing at the first byte of `bytes`, which the writer holds while it lives.
    @inlinable
    @_lifetime(&bytes)
    public init(_ bytes: inout MutableRawSpan) {
        self.bytes = bytes._mutatingExtracting(0..<bytes.byteCount)
        position = 0
        hasOverrun = false
    }

    /// How many bytes have been written.
    @inlinable public var count: Int { position }

    /// Whether something did not fit; what was written is then worthless.
    @inlinable public var isOverrun: Bool { hasOverrun }

    /// How many more bytes fit.
    @inlinable public var remaining: Int { hasOverrun ? 0 : bytes.byteCount &- position }

    /// What has been written so far, borrowed.
    public var written: RawSpan {
        @_lifetime(borrow self)
        get { bytes.bytes.extracting(0..<count) }
    }

    /// Writes one byte.
    @inlinable
    public mutating func write(_ value: UInt8) {
        writeInteger(value)
    }

    /// Writes a 16-bit big-endian integer.
    @inlinable
    public mutating func write(_ value: UInt16) {
        writeInteger(value)
    }

    /// Writes the low 24 bits of `value`, big-endian.
    @inlinable
    public mutating func write24(_ value: UInt32) {
        guard reserve(3) else { return }
        writeInteger(UInt8(truncatingIfNeeded: value >> 16))
        writeInteger(UInt16(truncatingIfNeeded: value))
    }

    /// Writes a 32-bit big-endian integer.
    @inlinable
    public mutating func write(_ value: UInt32) {
        writeInteger(value)
    }

    /// Writes a 64-bit big-endian integer.
    @inlinable
    public mutating func write(_ value: UInt64) {
        writeInteger(value)
    }

    /// Writes a copy of borrowed bytes.
    public mutating func write(_ source: RawSpan) {
        guard reserve(source.byteCount) else { return }
        bytes.copy(source, uncheckedAt: count)
        position &+= source.byteCount
    }

    /// Writes `count` zero bytes.
    public mutating func writeZeros(_ zeros: Int) {
        guard zeros >= 0, reserve(zeros) else { return }
        let end = count + zeros
        while count < end { writeInteger(0 as UInt8) }
    }

    /// Replaces the byte at `offset`, which must have been written before.
    public mutating func patch(_ value: UInt8, at offset: Int) {
        precondition(offset >= 0 && offset < count, "only a written byte can be patched")
        _ = bytes.store(value, at: offset)
    }

    /// Replaces the 16-bit integer at `offset`, which must have been written before: a length that is known
    /// only at the end of what it measures.
    public mutating func patch(_ value: UInt16, at offset: Int) {
        precondition(offset >= 0 && offset <= count - 2, "only a written field can be patched")
        _ = bytes.store(value, at: offset)
    }

    /// Writes one big-endian integer of any fixed width.
    @inlinable
    @inline(__always)
    mutating func writeInteger<Integer: FixedWidthInteger & BitwiseCopyable>(_ value: Integer) {
        let width = MemoryLayout<Integer>.size
        guard reserve(width) else { return }
        // Sound: `width` bytes are free behind `count` by the guard.
        unsafe bytes.storeBytes(of: value.bigEndian, toUncheckedByteOffset: count, as: Integer.self)
        position &+= width
    }

    /// Whether `width` bytes fit; the writer is overrun when they do not.
    @inlinable
    @inline(__always)
    mutating func reserve(_ width: Int) -> Bool {
        guard width <= remaining else {
            hasOverrun = true
            return false
        }
        return true
    }
}
