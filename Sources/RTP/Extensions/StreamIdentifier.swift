public import Bytes

/// A short name that ties a packet to SDP: the value of mid, rid and repaired-rid (RFC 9143 §15, RFC 8852 §3).
///
/// Names of up to 15 octets, which is all of them in practice, are held without allocating.
public struct StreamIdentifier: Hashable, Sendable, CustomStringConvertible {
    /// The name.
    public let text: String

    /// A name from SDP. It must be 1 to 255 octets of visible ASCII.
    public init?(_ text: String) {
        guard (1...255).contains(text.utf8.count), text.utf8.allSatisfy(Self.isVisible) else { return nil }
        self.text = text
    }

    /// Reads an extension's value.
    ///
    /// Deviation: RFC 8852 §3 has only letters and digits, RFC 8851 §10 lets `-` and `_` into the same name, and a
    /// mid is any token; so every visible character is taken, and SDP decides what it knows.
    public init?(_ value: RawSpan) {
        guard let text = String(utf8: value) else { return nil }
        self.init(text)
    }

    /// The name itself.
    public var description: String { text }

    /// How many octets the value takes.
    public var byteCount: Int { text.utf8.count }

    /// Writes the extension's value.
    public func write(to writer: inout ByteWriter) {
        for byte in text.utf8 { writer.write(byte) }
    }

    private static func isVisible(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte)
    }
}
