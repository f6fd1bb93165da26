extension OutputRawSpan {
    /// Appends a copy of borrowed bytes. There must be room for them.
    @_lifetime(self: copy self)
    public mutating func append(_ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { unsafe append(copyOf: $0) }
    }

    /// Appends a copy of an array. There must be room for it.
    @_lifetime(self: copy self)
    public mutating func append(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe append(copyOf: $0) }
    }

    /// Appends text that is known when we compile. There must be room for it.
    @_lifetime(self: copy self)
    public mutating func append(_ text: StaticString) {
        precondition(text.hasPointerRepresentation, "a text of one scalar: append it as a byte")
        // Sound: a static string's memory holds utf8CodeUnitCount bytes for ever.
        unsafe append(copyOf: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends a string's UTF-8. There must be room for it.
    @_lifetime(self: copy self)
    public mutating func append(text: String) {
        var text = text
        text.withUTF8 { unsafe append(copyOf: UnsafeRawBufferPointer($0)) }
    }

    /// Turns ASCII capitals into small letters from `offset` on.
    @_lifetime(self: copy self)
    public mutating func lowercaseASCII(from offset: Int) {
        unsafe withUnsafeMutableBytes { memory, count in
            for index in Swift.min(Swift.max(offset, 0), count)..<count {
                // Sound: the index is inside what was written.
                let byte = unsafe memory[index]
                unsafe memory[index] = byte &- 65 < 26 ? byte | 0x20 : byte
            }
        }
    }

    /// Appends a number in decimal digits. There must be room for them, at most 20 with the sign.
    @_lifetime(self: copy self)
    public mutating func append(decimal number: Int) {
        if number < 0 { append(UInt8(ascii: "-")) }
        var left = number.magnitude
        var digits = 1
        var bound: UInt = 10
        while left >= bound, digits < 19 {
            digits += 1
            bound *= 10
        }
        precondition(digits <= freeCapacity, "more is written than was made room for")
        unsafe withUnsafeMutableBytes { memory, count in
            count += digits
            // Sound: the digits fit behind the `count` that were there, by the precondition.
            for offset in 1...digits {
                unsafe memory[count - offset] = UInt8(truncatingIfNeeded: 48 + left % 10)
                left /= 10
            }
        }
    }

    /// Appends a number that is not negative in hexadecimal digits. There must be room for them, at most 16.
    @_lifetime(self: copy self)
    public mutating func append(hexadecimal number: Int) {
        var shift = max(Int.bitWidth - 4 - number.leadingZeroBitCount & ~3, 0)
        while shift >= 0 {
            let digit = UInt8(truncatingIfNeeded: number >> shift & 15)
            append(digit < 10 ? 48 + digit : 87 + digit)
            shift -= 4
        }
    }

    /// Appends a copy of `bytes`.
    @_lifetime(self: copy self)
    private mutating func append(copyOf bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count <= freeCapacity, "more is written than was made room for")
        unsafe withUnsafeMutableBytes { memory, count in
            // Sound: the bytes fit behind the `count` that are there, by the precondition.
            let free = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[count...])
            unsafe free.copyMemory(from: bytes)
            count += bytes.count
        }
    }
}
