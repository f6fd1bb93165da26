public import Bytes

/// Where the fragments of a file are, found without reading its media.
///
///     ftyp moov   [styp] [prft] moof mdat   [styp] [prft] moof mdat ...
///
/// A file that was being written when the process ended stops anywhere; `end` is where its last whole fragment does.
public struct FragmentIndex: Sendable {
    /// One fragment.
    public struct Entry: Hashable, Sendable {
        /// What it carries. Its range is that of `moof` and data in the file.
        public let fragment: ReadFragment
        /// Where it begins, with what comes before the `moof`.
        public let start: Int
        /// Whether a segment begins with it.
        public let beginsSegment: Bool
        /// When its first sample was captured.
        public let reference: ReferenceTime?
    }

    /// The octets of `ftyp` and `moov`.
    public let initialization: ByteSlice
    /// The fragments that are whole.
    public private(set) var fragments: [Entry] = []
    /// Where the last of them ends.
    public private(set) var end: Int

    /// Ticks a second of its first track.
    public var timescale: UInt32? { ReadTrack(initialization.bytes)?.box.timescale }

    /// The longest `moov` or `moof` that is read.
    private static let longestHead = 1 << 20
    /// How much is read at a time: most often all before a fragment's data.
    private static let blockSize = 4096

    /// Gives these octets of the file; `nil` when it cannot be read.
    public typealias Reading = (Range<Int>) -> ByteSlice?

    /// Looks through a file of so many octets; `nil` when it has no whole `moov`, or begins with something else.
    public init?(byteCount: Int, reading read: Reading) {
        var reader = FileBoxes(byteCount: byteCount, blockSize: Self.blockSize)
        guard let first = reader.next(read), first.type == "ftyp", let moov = reader.next(read),
            moov.type == "moov", moov.contents.upperBound <= Self.longestHead,
            let initialization = read(0..<moov.contents.upperBound)
        else { return nil }
        self.initialization = initialization
        end = moov.contents.upperBound
        readFragments(&reader, read)
    }

    private mutating func readFragments(_ reader: inout FileBoxes, _ read: Reading) {
        var beginsSegment = false
        var reference: ReferenceTime?
        var moof: Box?
        while let box = reader.next(read) {
            switch box.type {
            case "styp": beginsSegment = true
            case "prft": reference = reader.contents(of: box, read).flatMap { ReferenceTime($0.bytes) }
            case "moof": moof = box
            case "mdat":
                guard let head = moof, head.contents.count <= Self.longestHead,
                    let contents = reader.contents(of: head, read),
                    let fragment = ReadFragment(contents.bytes, head.start..<box.contents.upperBound)
                else { return }
                fragments.append(
                    Entry(fragment: fragment, start: end, beginsSegment: beginsSegment, reference: reference))
                end = box.contents.upperBound
                (moof, reference, beginsSegment) = (nil, nil, false)
            default: break
            }
        }
    }
}
