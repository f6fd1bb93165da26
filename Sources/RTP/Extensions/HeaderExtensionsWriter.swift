public import Bytes

/// Writes the header extensions behind an RTP header (RFC 8285 §4).
///
/// It borrows the byte writer for each call only, since the values in between are written by their own types:
///
///     header.write(to: &writer, hasExtensions: true)
///     let extensions = HeaderExtensionsWriter(.oneByte, to: &writer)
///     extensions.begin(3, byteCount: AudioLevel.byteCount, to: &writer)
///     level.write(to: &writer)
///     extensions.end(&writer)
public struct HeaderExtensionsWriter: Sendable {
    /// How elements are headed.
    public enum Form: Sendable {
        /// Identifiers 1 to 14 and values of 1 to 16 octets. Everybody reads it.
        case oneByte
        /// Identifiers 1 to 255 and values of 0 to 255 octets. Only where `extmap-allow-mixed` was agreed, or
        /// where all packets of the stream use it.
        case twoByte
    }

    /// How elements are headed.
    private let form: Form
    /// Where the block's 16-bit length is.
    private let lengthOffset: Int

    /// Writes the profile, and room for the length.
    public init(_ form: Form, to writer: inout ByteWriter) {
        self.form = form
        writer.write((form == .oneByte ? 0xBEDE : 0x1000) as UInt16)
        lengthOffset = writer.count
        writer.write(0 as UInt16)
    }

    /// Whether an element can be written in a form.
    public static func fits(id: UInt8, byteCount: Int, in form: Form) -> Bool {
        switch form {
        case .oneByte: (1...14).contains(id) && (1...16).contains(byteCount)
        case .twoByte: id > 0 && (0...255).contains(byteCount)
        }
    }

    /// Writes the head of an element; its value of exactly `byteCount` octets must be written next. The element
    /// must fit in the form.
    public func begin(_ id: UInt8, byteCount: Int, to writer: inout ByteWriter) {
        precondition(
            Self.fits(id: id, byteCount: byteCount, in: form), "the element does not fit in this form")
        switch form {
        case .oneByte:
            writer.write(id << 4 | UInt8(byteCount - 1))
        case .twoByte:
            writer.write(id)
            writer.write(UInt8(byteCount))
        }
    }

    /// Pads to a whole word and writes the length of all.
    public func end(_ writer: inout ByteWriter) {
        let start = lengthOffset + 2
        writer.writeZeros((4 - (writer.count - start) % 4) % 4)
        guard !writer.isOverrun else { return }
        writer.patch(UInt16((writer.count - start) / 4), at: lengthOffset)
    }
}
