internal import Bytes

/// The one track of an initialisation segment of ours, as far as another file needs to tell of it.
struct ReadTrack {
    /// What it is.
    var box: TrackBox
    /// Its sample description, an entry of `stsd` with its head.
    let description: [UInt8]

    /// Reads the first track; `nil` when something of it is missing.
    init?(_ initialization: RawSpan) {
        guard let header = Box.find(["moov", "trak", "tkhd"], in: initialization),
            let media = Box.find(["moov", "trak", "mdia", "mdhd"], in: initialization),
            let handler = Box.find(["moov", "trak", "mdia", "hdlr"], in: initialization),
            let samples = Box.find(["moov", "trak", "mdia", "minf", "stbl", "stsd"], in: initialization),
            let timescale = Self.timescale(media), let size = Self.size(header)
        else { return nil }
        var reader = ByteReader(handler)
        guard reader.skip(8), let type = reader.readUInt32() else { return nil }
        // Flags and count, then the entry.
        guard samples.byteCount > 8 else { return nil }
        let entries = samples.extracting(8..<samples.byteCount)
        guard let entry = Box.all(in: entries).first else { return nil }
        description = [UInt8](entries.extracting(entry.start..<entry.contents.upperBound))
        box = TrackBox(
            id: 1, isVideo: FourCC(type) == "vide", width: size.width, height: size.height,
            timescale: timescale)
    }

    /// ISO 14496-12 §8.4.2: behind two times of 32 or 64 bits.
    private static func timescale(_ contents: RawSpan) -> UInt32? {
        var reader = ByteReader(contents)
        guard let head = reader.readUInt32(), reader.skip(head >> 24 == 1 ? 16 : 8),
            let timescale = reader.readUInt32(), timescale > 0
        else { return nil }
        return timescale
    }

    /// §8.3.2: the last two fields.
    private static func size(_ contents: RawSpan) -> (width: UInt32, height: UInt32)? {
        guard contents.byteCount >= 8 else { return nil }
        var reader = ByteReader(contents.extracting((contents.byteCount - 8)..<contents.byteCount))
        guard let width = reader.readUInt32(), let height = reader.readUInt32() else { return nil }
        return (width, height)
    }
}
