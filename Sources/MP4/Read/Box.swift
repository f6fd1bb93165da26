public import Bytes

/// A box found among octets: what it is called, and where its contents are (ISO 14496-12 §4.2).
public struct Box: Hashable, Sendable {
    /// What it is.
    public let type: FourCC
    /// Where it begins.
    public let start: Int
    /// Where its contents are.
    public let contents: Range<Int>

    /// Reads the next box and goes on behind it; `nil`, and nothing moved, when it is not whole. One of no size goes to
    /// the end.
    public init?(_ reader: inout ByteReader) {
        let before = reader
        let start = reader.offset
        guard let size = reader.readUInt32(), let type = reader.readUInt32() else {
            reader = before
            return nil
        }
        var byteCount = size == 0 ? UInt64(reader.remaining) + 8 : UInt64(size)
        if size == 1 {
            guard let long = reader.readUInt64() else {
                reader = before
                return nil
            }
            byteCount = long
        }
        let head = reader.offset - start
        guard byteCount >= UInt64(head), let left = Int(exactly: byteCount - UInt64(head)), reader.skip(left)
        else {
            reader = before
            return nil
        }
        self.type = FourCC(type)
        self.start = start
        contents = (start + head)..<reader.offset
    }

    /// Reads a head that stands at a place of a file so long; `nil` when the box does not end in it.
    init?(head: RawSpan, at place: Int, of fileByteCount: Int) {
        var reader = ByteReader(head)
        guard let size = reader.readUInt32(), let type = reader.readUInt32() else { return nil }
        let left = fileByteCount - place
        var byteCount = size == 0 ? left : Int(size)
        if size == 1 {
            guard let long = reader.readUInt64().flatMap({ Int(exactly: $0) }) else { return nil }
            byteCount = long
        }
        guard byteCount >= reader.offset, byteCount <= left else { return nil }
        self.type = FourCC(type)
        start = place
        contents = (place + reader.offset)..<(place + byteCount)
    }

    /// The boxes that follow each other in `bytes`, as far as they are whole.
    public static func all(in bytes: RawSpan) -> [Box] {
        var reader = ByteReader(bytes)
        var boxes: [Box] = []
        while let box = Box(&reader) { boxes.append(box) }
        return boxes
    }

    /// The first box at the end of a path of types, such as `moov`, `trak`, `tkhd`: its contents.
    @_lifetime(copy bytes)
    public static func find(_ path: [FourCC], in bytes: RawSpan) -> RawSpan? {
        var inside = bytes
        for type in path {
            guard let box = all(in: inside).first(where: { $0.type == type }) else { return nil }
            inside = inside.extracting(box.contents)
        }
        return inside
    }
}
