internal import Bytes

/// The boxes of a file one behind the other; of each only its head is read, in blocks.
struct FileBoxes {
    /// How long the file is.
    private let byteCount: Int
    /// How much is read at a time.
    private let blockSize: Int
    /// Where the next box begins.
    private var place = 0
    /// What was read last, and where it begins.
    private var block = ByteSlice([]), blockStart = 0

    /// The longest head of a box: size, type and long size.
    private static let longestHead = 16

    init(byteCount: Int, blockSize: Int) {
        self.byteCount = byteCount
        self.blockSize = blockSize
    }

    /// The next box, if the file has all of it.
    mutating func next(_ read: FragmentIndex.Reading) -> Box? {
        guard place < byteCount,
            let head = octets(place..<min(place + Self.longestHead, byteCount), read),
            let box = Box(head: head.bytes, at: place, of: byteCount)
        else { return nil }
        place = box.contents.upperBound
        return box
    }

    /// What is in a box.
    mutating func contents(of box: Box, _ read: FragmentIndex.Reading) -> ByteSlice? {
        octets(box.contents, read)
    }

    private mutating func octets(_ range: Range<Int>, _ read: FragmentIndex.Reading) -> ByteSlice? {
        if range.lowerBound < blockStart || range.upperBound > blockStart + block.count {
            let end = min(max(range.upperBound, range.lowerBound + blockSize), byteCount)
            guard let bytes = read(range.lowerBound..<end), bytes.count >= range.count else { return nil }
            block = bytes
            blockStart = range.lowerBound
        }
        return block.dropFirst(range.lowerBound - blockStart).prefix(range.count)
    }
}
