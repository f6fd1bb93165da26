internal import Bytes

/// Something that crosses between signaling and a media node in another process, as bytes in network order.
///
/// Each value writes its parts one after the other, without names: both sides speak one version of it
/// (`PlaneMessage.version`), or do not speak at all.
protocol WireValue {
    /// Reads what `write` has written; `nil` when it is not that.
    init?(from reader: inout ByteReader)
    /// Appends the value.
    func write(to bytes: inout [UInt8])
}

extension WireValue where Self: RawRepresentable<String> {
    init?(from reader: inout ByteReader) {
        guard let word = String(from: &reader) else { return nil }
        self.init(rawValue: word)
    }

    func write(to bytes: inout [UInt8]) { rawValue.write(to: &bytes) }
}

extension WireValue where Self: LosslessStringConvertible {
    init?(from reader: inout ByteReader) {
        guard let text = String(from: &reader) else { return nil }
        self.init(text)
    }

    func write(to bytes: inout [UInt8]) { description.write(to: &bytes) }
}
