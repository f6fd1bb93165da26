public import Bytes

/// Sources that leave (RFC 3550 §6.6): their SSRCs, and perhaps a reason behind a length octet.
public struct Goodbye: ~Escapable {
    /// The SSRCs not read yet.
    private var sources: ByteReader
    /// Why they leave, 0 to 255 octets meant to be UTF-8; empty when nothing was said.
    public let reason: RawSpan

    /// Reads a body; `nil` when the sources or the reason are not all there.
    @_lifetime(copy body)
    init?(_ body: RawSpan, count: Int) {
        var reader = ByteReader(body)
        guard let list = reader.read(4 * count) else { return nil }
        sources = ByteReader(list)
        guard let length = reader.readUInt8() else {
            reason = body.extracting(0..<0)
            return
        }
        guard let text = reader.read(Int(length)) else { return nil }
        reason = text
    }

    /// The next source that leaves, `nil` behind the last.
    public mutating func next() -> SSRC? {
        sources.readUInt32().map { SSRC($0) }
    }

    /// Writes a packet for at most 31 sources. A reason longer than 255 octets is cut.
    public static func write(sources: [SSRC], reason: String = "", to writer: inout ByteWriter) {
        let sources = sources.prefix(31)
        let text = Array(reason.utf8.prefix(255))
        RTCPHead.write(type: RTCPType.goodbye, count: sources.count, to: &writer) { writer in
            for source in sources { writer.write(source.value) }
            guard !text.isEmpty else { return }
            writer.write(UInt8(text.count))
            writer.write(text.bytes)
        }
    }
}
