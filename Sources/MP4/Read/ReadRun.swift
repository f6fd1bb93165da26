internal import Bytes

/// What a `traf` says of its samples: how long, how large, where.
///
/// Reads what `Fragment` writes and what others write who say everything in `tfhd` and `trun`; what only `trex` says
/// counts as zero.
public struct ReadRun: Hashable, Sendable {
    /// The track's number.
    public let track: UInt32
    /// When the first sample is decoded; `nil` without a `tfdt`.
    public let decodeTime: UInt64?
    /// Each sample's duration, size, flags and composition offset.
    public private(set) var samples: [Entry] = []
    /// Where the data begin, counted from the start of the `moof`.
    public private(set) var dataOffset: Int32 = 0

    /// One sample.
    public struct Entry: Hashable, Sendable {
        /// Ticks until the next.
        public var duration: UInt32
        /// Octets.
        public var byteCount: UInt32
        /// What it needs.
        public var flags: UInt32
        /// Ticks between decoding and showing.
        public var compositionOffset: Int32

        /// Whether decoding can begin with it: the bit that says it cannot is clear.
        public var isSync: Bool { flags & 0x0001_0000 == 0 }
    }

    /// Reads the contents of a `traf` of so many samples at most; `nil` when they cannot be right.
    init?(_ traf: RawSpan, most: Int) {
        guard let head = Box.find(["tfhd"], in: traf), let run = Box.find(["trun"], in: traf) else {
            return nil
        }
        var reader = ByteReader(head)
        guard let flags = reader.readUInt32(), let track = reader.readUInt32() else { return nil }
        self.track = track
        var usual = Entry(duration: 0, byteCount: 0, flags: 0, compositionOffset: 0)
        if flags & 0x01 != 0, !reader.skip(8) { return nil }
        if flags & 0x02 != 0, !reader.skip(4) { return nil }
        guard Self.read(flags & 0x08, &usual.duration, &reader),
            Self.read(flags & 0x10, &usual.byteCount, &reader),
            Self.read(flags & 0x20, &usual.flags, &reader)
        else { return nil }
        decodeTime = if let time = Box.find(["tfdt"], in: traf) { Self.readTime(time) } else { nil }
        guard readSamples(run, most: most, usual: usual) else { return nil }
    }

    private static func readTime(_ contents: RawSpan) -> UInt64? {
        var reader = ByteReader(contents)
        guard let head = reader.readUInt32() else { return nil }
        return head >> 24 == 1 ? reader.readUInt64() : reader.readUInt32().map { UInt64($0) }
    }

    private mutating func readSamples(_ run: RawSpan, most: Int, usual: Entry) -> Bool {
        var reader = ByteReader(run)
        guard let head = reader.readUInt32(), let count = reader.readUInt32(), count <= most else {
            return false
        }
        let fields = Fields(rawValue: head & 0xFF_FFFF)
        if fields.contains(.dataOffset) {
            guard let offset = reader.readUInt32() else { return false }
            dataOffset = Int32(bitPattern: offset)
        }
        var first = usual.flags
        guard Self.read(fields.rawValue & 0x4, &first, &reader) else { return false }
        for index in 0..<count {
            var sample = usual
            if index == 0 { sample.flags = first }
            var offset: UInt32 = 0
            guard Self.read(fields.rawValue & 0x100, &sample.duration, &reader),
                Self.read(fields.rawValue & 0x200, &sample.byteCount, &reader),
                Self.read(fields.rawValue & 0x400, &sample.flags, &reader),
                Self.read(fields.rawValue & 0x800, &offset, &reader)
            else { return false }
            sample.compositionOffset = Int32(bitPattern: offset)
            samples.append(sample)
        }
        return true
    }

    /// Reads a field when its flag is set; `false` when it is not there then.
    private static func read(_ flag: UInt32, _ field: inout UInt32, _ reader: inout ByteReader) -> Bool {
        guard flag != 0 else { return true }
        guard let value = reader.readUInt32() else { return false }
        field = value
        return true
    }
}
