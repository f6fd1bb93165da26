extension RawSpan {
    /// The byte at `offset`, or `nil` past the end.
    @inlinable
    @inline(__always)
    public func byte(at offset: Int) -> UInt8? {
        guard offset >= 0, offset < byteCount else { return nil }
        // Sound: the offset is inside by the guard.
        return unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    /// Whether both views hold the same bytes.
    public func hasSameBytes(as other: RawSpan) -> Bool {
        guard byteCount == other.byteCount else { return false }
        var offset = 0
        while offset < byteCount {
            guard byte(at: offset) == other.byte(at: offset) else { return false }
            offset += 1
        }
        return true
    }

    /// Whether the bytes are those of `text`.
    public func spells(_ text: StaticString) -> Bool {
        guard byteCount == text.utf8CodeUnitCount, text.hasPointerRepresentation else { return false }
        var offset = 0
        while offset < byteCount {
            // Sound: both sides hold `byteCount` bytes, and a static string's memory stays for ever.
            guard unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self) == text.utf8Start[offset] else {
                return false
            }
            offset += 1
        }
        return true
    }

    /// Whether the bytes are those of `text`, which is in small letters, when ASCII capitals count as small.
    public func spells(ignoringCase text: StaticString) -> Bool {
        guard byteCount == text.utf8CodeUnitCount, text.hasPointerRepresentation else { return false }
        for offset in 0..<byteCount {
            // Sound: both sides hold `byteCount` bytes, and a static string's memory stays for ever.
            let byte = unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
            let lowered = byte >= 65 && byte <= 90 ? byte | 0x20 : byte
            guard unsafe lowered == text.utf8Start[offset] else { return false }
        }
        return true
    }
}

extension Array where Element == UInt8 {
    /// The array's bytes, borrowed.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        borrowing get {
            // Sound: a UInt8 has no padding, so every byte of the span is initialised.
            let view = unsafe span.bytes
            return unsafe _overrideLifetime(view, borrowing: self)
        }
    }

    /// A copy of borrowed bytes.
    public init(_ bytes: RawSpan) {
        self = unsafe bytes.withUnsafeBytes { unsafe Array($0) }
    }

    /// Appends a copy of borrowed bytes.
    public mutating func append(_ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { unsafe append(contentsOf: $0) }
    }

    /// Appends what `fill` writes, at most `capacity` bytes: room is made once for many small parts.
    public mutating func write(atMost capacity: Int, _ fill: (inout OutputRawSpan) -> Void) {
        append(addingCapacity: Swift.max(capacity, 0)) { span in
            unsafe span.withUnsafeMutableBufferPointer { buffer, count in
                let memory = UnsafeMutableRawBufferPointer(buffer)
                // Sound: the memory is the array's and outlives the span, which does not leave this call.
                var raw = unsafe OutputRawSpan(buffer: memory, initializedCount: 0)
                fill(&raw)
                count = unsafe raw.finalize(for: memory)
            }
        }
    }

    /// Turns ASCII capitals within `range` into small letters; `range` is clamped to what is there.
    public mutating func lowercaseASCII(in range: Range<Int>) {
        unsafe withUnsafeMutableBufferPointer { bytes in
            for index in range.clamped(to: bytes.indices) {
                // Sound: the index is inside, since the range was clamped.
                let byte = unsafe bytes[index]
                unsafe bytes[index] = byte &- 65 < 26 ? byte | 0x20 : byte
            }
        }
    }

    /// Appends an integer in network order.
    public mutating func append<Integer: FixedWidthInteger>(bigEndian value: Integer) {
        var shift = Integer.bitWidth - 8
        while shift >= 0 {
            append(UInt8(truncatingIfNeeded: value >> Integer(shift)))
            shift -= 8
        }
    }
}

extension String {
    /// The text's UTF-8, borrowed. Faster to search than the text: it is bytes and no indices.
    public var utf8Bytes: RawSpan {
        @_lifetime(borrow self)
        borrowing get {
            // Sound: a UInt8 has no padding, so every byte of the span is initialised.
            let view = unsafe utf8Span.span.bytes
            return unsafe _overrideLifetime(view, borrowing: self)
        }
    }

    /// The text that borrowed bytes spell, or `nil` when they are not UTF-8.
    public init?(utf8 bytes: RawSpan) {
        // Sound: any byte is a UInt8. By way of UTF8Span, since `String(validating:as:)` is generic and looks its
        // metadata up on each call, which costs more than the check.
        let units = Span<UInt8>(_bytes: bytes)
        guard let text = try? UTF8Span(validating: units) else { return nil }
        self.init(copying: text)
    }
}
