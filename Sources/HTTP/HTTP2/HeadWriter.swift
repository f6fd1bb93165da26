internal import Bytes
internal import CNGHTTP2

/// Writes header fields where nghttp2 reads them from.
///
/// Sound: every write is checked against the end of `list` and of `text`, both of which outlive the writer.
@safe struct HeadWriter {
    /// What `:status` and `content-length` can take together, names and digits.
    static let decimalFields = 7 + 14 + 2 * maximumDigits
    /// How many digits an `Int` can have.
    static let maximumDigits = 19

    /// The fields; the first `count` are written.
    let list: UnsafeMutableBufferPointer<nghttp2_nv>
    /// How many there are.
    private(set) var count = 0
    /// Names and values; the first `used` bytes are written.
    private let text: UnsafeMutableRawBufferPointer
    /// How much is written.
    private var used = 0

    init(list: UnsafeMutableBufferPointer<nghttp2_nv>, text: UnsafeMutableRawBufferPointer) {
        unsafe self.list = list
        unsafe self.text = text
    }

    /// Adds fields, their bytes in one copy.
    mutating func add(_ fields: HeaderFields) {
        let start = used
        unsafe fields.textBytes.withUnsafeBytes { unsafe copy($0) }
        for index in 0..<fields.count {
            let (name, value) = fields.ranges(at: index)
            add(
                name: start + name.lowerBound, count: name.count, value: start + value.lowerBound,
                count: value.count)
        }
    }

    /// Adds a field whose value is a number.
    mutating func add(_ name: StaticString, decimal number: Int) {
        let start = used
        unsafe copy(UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        let middle = used
        write(decimal: number)
        add(name: start, count: middle - start, value: middle, count: used - middle)
    }

    /// Adds a field of which the bytes are written.
    private mutating func add(name: Int, count nameCount: Int, value: Int, count valueCount: Int) {
        precondition(unsafe count < list.count, "more fields than were counted")
        let start = unsafe text.baseAddress?.assumingMemoryBound(to: UInt8.self)
        let field = unsafe nghttp2_nv(
            name: start.map { unsafe $0 + name }, value: start.map { unsafe $0 + value },
            namelen: nameCount, valuelen: valueCount, flags: UInt8(NGHTTP2_NV_FLAG_NONE.rawValue))
        unsafe list.initializeElement(at: count, to: field)
        count += 1
    }

    /// Writes a number that is not negative in decimal digits.
    private mutating func write(decimal number: Int) {
        var digits = 1
        var power = 10
        while digits < Self.maximumDigits - 1, number >= power {
            digits += 1
            power *= 10
        }
        precondition(unsafe text.count - used >= digits, "more text than was counted")
        var left = number
        for place in (used..<(used + digits)).reversed() {
            unsafe text[place] = UInt8(truncatingIfNeeded: 48 + left % 10)
            left /= 10
        }
        used += digits
    }

    /// Copies bytes behind what is written.
    private mutating func copy(_ bytes: UnsafeRawBufferPointer) {
        precondition(unsafe text.count - used >= bytes.count, "more text than was counted")
        unsafe UnsafeMutableRawBufferPointer(rebasing: text[used...]).copyMemory(from: bytes)
        used += bytes.count
    }
}
