internal import Bytes
internal import Media

/// Makes units of one kind of media out of its tags: remembers the configuration, and gives NAL units the length of four
/// octets that all else here has.
struct TrackReader {
    /// What the units are in, and what their decoder must know.
    private(set) var codec: Codec?
    private(set) var configuration: CodecConfiguration?
    /// How long the lengths of NAL units are.
    private var lengthSize = 4

    /// Takes how a decoder is set up; `false` when it cannot be right.
    mutating func take(_ codec: Codec, record: [UInt8]) -> Bool {
        // Such as of encoders that have none to tell yet.
        guard !record.isEmpty || codec == .opus else { return true }
        self.codec = codec
        switch codec {
        case .h264: return takeNAL(record, lengthsAt: 4) { H264Configuration(record: $0).map { .h264($0) } }
        case .h265: return takeNAL(record, lengthsAt: 21) { H265Configuration(record: $0).map { .h265($0) } }
        case .av1: configuration = AV1Configuration(record: record.bytes).map { .av1($0) }
        case .aac:
            guard let found = AACConfiguration(record: record) else { return false }
            configuration = .aac(found)
        case .opus:
            // "OpusHead", a version, and then the channels (RFC 7845 §5.1).
            let channels = record.count > 9 ? Int(record[9]) : 2
            configuration = .opus(OpusConfiguration(channelCount: channels))
        case .vp8, .vp9: configuration = nil
        }
        return true
    }

    /// Takes a unit's octets, and returns them as `AccessUnit` has them: empty when it came before its configuration, and
    /// `nil` when they cannot be right.
    mutating func unit(_ codec: Codec, _ bytes: [UInt8]) -> [UInt8]? {
        if codec == .vp9 || codec == .opus, self.codec != codec { _ = take(codec, record: []) }
        if codec == .vp9 { self.codec = codec }
        guard self.codec == codec else { return [] }
        guard codec == .h264 || codec == .h265 else { return bytes }
        return configuration == nil ? [] : Self.lengthened(bytes, from: lengthSize)
    }

    private mutating func takeNAL(
        _ record: [UInt8], lengthsAt place: Int, read: (RawSpan) -> CodecConfiguration?
    ) -> Bool {
        guard record.count > place else { return false }
        var record = record
        let size = Int(record[place] & 3) + 1
        // Units are given lengths of four octets.
        record[place] |= 3
        guard size != 3, let found = read(record.bytes) else { return false }
        (configuration, lengthSize) = (found, size)
        return true
    }

    /// NAL units behind lengths of four octets; `nil` when the lengths do not fit them. Those of nothing are left out.
    private static func lengthened(_ bytes: [UInt8], from size: Int) -> [UInt8]? {
        var reader = ByteReader(bytes.bytes)
        var hasEmpty = false
        var units: [Range<Int>] = []
        while !reader.isAtEnd {
            var count = 0
            for _ in 0..<size {
                guard let octet = reader.readUInt8() else { return nil }
                count = count << 8 | Int(octet)
            }
            guard reader.skip(count) else { return nil }
            hasEmpty = hasEmpty || count == 0
            units.append(reader.offset - count..<reader.offset)
        }
        guard hasEmpty || size != 4 else { return bytes }
        var result: [UInt8] = []
        for unit in units where !unit.isEmpty {
            result.append(bigEndian: UInt32(truncatingIfNeeded: unit.count))
            result += bytes[unit]
        }
        return result
    }
}
