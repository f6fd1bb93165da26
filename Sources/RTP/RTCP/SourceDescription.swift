public import Bytes

/// Names of sources (RFC 3550 §6.5), read item by item.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                             source                            |  chunk
///     |     kind      |     length    | text ...                      |  items
///     |       0       | filled to a word                              |  end
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct SourceDescription: ~Escapable {
    /// One thing that is said of a source.
    public struct Item: ~Escapable {
        /// The source.
        public let source: SSRC
        /// What is said of it: 1 is CNAME.
        public let kind: UInt8
        /// The text, 0 to 255 octets, meant to be UTF-8.
        public let text: RawSpan

        @_lifetime(copy text)
        init(source: SSRC, kind: UInt8, text: RawSpan) {
            self.source = source
            self.kind = kind
            self.text = text
        }
    }

    /// The kind of item that names a source for good; it ties audio and video to one clock (RFC 3550 §6.5.1).
    public static let cname: UInt8 = 1

    /// What has not been read.
    private var reader: ByteReader
    /// How many chunks have not been begun.
    private var chunksLeft: Int
    /// The source whose items are being read.
    private var source: SSRC?

    @_lifetime(copy body)
    init(_ body: RawSpan, chunkCount: Int) {
        reader = ByteReader(body)
        chunksLeft = chunkCount
    }

    /// The next item; `nil` behind the last, and from the first broken one on.
    @_lifetime(copy self)
    public mutating func next() -> Item? {
        while let source = source ?? beginChunk() {
            guard let kind = reader.readUInt8() else { return nil }
            guard kind != 0 else {
                endChunk()
                continue
            }
            guard let count = reader.readUInt8(), let text = reader.read(Int(count)) else {
                chunksLeft = 0
                self.source = nil
                return nil
            }
            return Item(source: source, kind: kind, text: text)
        }
        return nil
    }

    private mutating func beginChunk() -> SSRC? {
        guard chunksLeft > 0, let value = reader.readUInt32() else { return nil }
        chunksLeft -= 1
        source = SSRC(value)
        return source
    }

    /// Skips the zeros to the next word. The body starts on one, so its offsets tell.
    private mutating func endChunk() {
        source = nil
        _ = reader.skip((4 - reader.offset % 4) % 4)
    }

    /// Writes a packet that names one source. A name longer than 255 octets is cut.
    public static func write(source: SSRC, cname: String, to writer: inout ByteWriter) {
        let text = Array(cname.utf8.prefix(255))
        RTCPHead.write(type: RTCPType.sourceDescription, count: 1, to: &writer) { writer in
            writer.write(source.value)
            writer.write(Self.cname)
            writer.write(UInt8(text.count))
            writer.write(text.bytes)
            // At least one zero ends the items; the packet's own filling does the rest.
            writer.write(0 as UInt8)
        }
    }
}
