extension MutableRawSpan {
    /// Replaces the byte at `offset`; `false`, and nothing changed, when it is not inside.
    @inlinable @inline(__always)
    public mutating func store(_ value: UInt8, at offset: Int) -> Bool {
        guard offset >= 0, offset < byteCount else { return false }
        // Sound: the offset is inside by the guard.
        unsafe storeBytes(of: value, toUncheckedByteOffset: offset, as: UInt8.self)
        return true
    }

    /// Replaces two bytes from `offset` by a big-endian integer; `false`, and nothing changed, when they are
    /// not inside.
    @inlinable @inline(__always)
    public mutating func store(_ value: UInt16, at offset: Int) -> Bool {
        guard offset >= 0, offset <= byteCount - 2 else { return false }
        // Sound: both bytes are inside by the guard.
        unsafe storeBytes(of: value.bigEndian, toUncheckedByteOffset: offset, as: UInt16.self)
        return true
    }

    /// Replaces three bytes from `offset` by the low 24 bits of a big-endian integer; `false`, and nothing
    /// changed, when they are not inside.
    @inlinable @inline(__always)
    public mutating func store24(_ value: UInt32, at offset: Int) -> Bool {
        guard offset >= 0, offset <= byteCount - 3 else { return false }
        return store(UInt8(truncatingIfNeeded: value >> 16), at: offset)
            && store(UInt16(truncatingIfNeeded: value), at: offset + 1)
    }

    /// Replaces four bytes from `offset` by a big-endian integer; `false`, and nothing changed, when they are
    /// not inside.
    @inlinable @inline(__always)
    public mutating func store(_ value: UInt32, at offset: Int) -> Bool {
        guard offset >= 0, offset <= byteCount - 4 else { return false }
        // Sound: all four bytes are inside by the guard.
        unsafe storeBytes(of: value.bigEndian, toUncheckedByteOffset: offset, as: UInt32.self)
        return true
    }

    /// Replaces bytes from `offset` by a copy of `source`; `false`, and nothing changed, when they do not fit.
    @inlinable
    public mutating func store(_ source: RawSpan, at offset: Int) -> Bool {
        guard offset >= 0, offset <= byteCount, source.byteCount <= byteCount - offset else { return false }
        copy(source, uncheckedAt: offset)
        return true
    }

    /// Copies all of `source` to `offset`, where the caller has checked that it fits.
    @inlinable @inline(__always)
    mutating func copy(_ source: RawSpan, uncheckedAt offset: Int) {
        // Sound: the caller checked the bounds; the two spans cannot overlap, since this one is exclusive.
        unsafe withUnsafeMutableBytes { target in
            unsafe source.withUnsafeBytes { source in
                let free = unsafe UnsafeMutableRawBufferPointer(rebasing: target[offset...])
                unsafe free.copyMemory(from: source)
            }
        }
    }
}

extension Array where Element == UInt8 {
    /// The array's bytes, borrowed for writing.
    public var mutableBytes: MutableRawSpan {
        @_lifetime(&self)
        mutating get {
            // Sound: the result holds exclusive access to self, so nobody moves the elements while it lives.
            var elements = mutableSpan
            let memory = unsafe elements.withUnsafeMutableBufferPointer { UnsafeMutableRawBufferPointer($0) }
            let view = unsafe MutableRawSpan(_unsafeBytes: memory)
            return unsafe _overrideLifetime(view, mutating: &self)
        }
    }

    /// Some of the array's bytes, borrowed for writing; all of `range` must be inside.
    @_lifetime(&self)
    public mutating func mutableBytes(in range: Range<Int>) -> MutableRawSpan {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "the range is not inside")
        var elements = mutableSpan
        // Sound: the range is inside, and as for `mutableBytes`.
        let memory = unsafe elements.withUnsafeMutableBufferPointer {
            unsafe UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: $0[range]))
        }
        let view = unsafe MutableRawSpan(_unsafeBytes: memory)
        return unsafe _overrideLifetime(view, mutating: &self)
    }

    /// What `write` writes, when it fits in `capacity` bytes.
    ///
    /// For messages outside the packet path: it allocates.
    public init?(capacity: Int, writing write: (inout ByteWriter) -> Void) {
        self.init(repeating: 0, count: capacity)
        var span = mutableBytes
        var writer = ByteWriter(&span)
        write(&writer)
        let count = writer.count
        guard !writer.isOverrun else { return nil }
        removeLast(capacity - count)
    }
}
