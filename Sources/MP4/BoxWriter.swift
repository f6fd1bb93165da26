internal import Bytes

/// Writes boxes one inside the other; a box's size is filled in when it ends (ISO 14496-12 §4.2).
///
///     | size: 32 | type: 32 | contents ... |        full boxes go on with | version: 8 | flags: 24 |
struct BoxWriter {
    /// What was written.
    private(set) var bytes: [UInt8] = []

    /// Makes room for so many octets at once.
    mutating func reserve(_ count: Int) {
        bytes.reserveCapacity(count)
    }

    /// Writes a box with what `contents` writes.
    mutating func box(_ type: FourCC, _ contents: (inout BoxWriter) -> Void) {
        let start = bytes.count
        write(0 as UInt32)
        write(type.value)
        contents(&self)
        replace(UInt32(truncatingIfNeeded: bytes.count - start), at: start)
    }

    /// Writes a box with a version and flags.
    mutating func box(
        _ type: FourCC, version: UInt8 = 0, flags: UInt32, _ contents: (inout BoxWriter) -> Void
    ) {
        box(type) { box in
            box.write(UInt32(version) << 24 | flags)
            contents(&box)
        }
    }

    /// Writes an integer in network order.
    mutating func write(_ value: some FixedWidthInteger) {
        bytes.append(bigEndian: value)
    }

    /// Writes octets as they are.
    mutating func write(_ octets: [UInt8]) {
        bytes += octets
    }

    /// Writes so many zero octets.
    mutating func writeZeros(_ count: Int) {
        bytes += repeatElement(0, count: count)
    }

    /// Writes over what was written at `offset` before: a size or an offset that is known only later.
    mutating func replace(_ value: UInt32, at offset: Int) {
        precondition(offset >= 0 && offset <= bytes.count - 4, "only a written field can be replaced")
        for (index, shift) in [24, 16, 8, 0].enumerated() {
            bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt32(shift))
        }
    }
}
