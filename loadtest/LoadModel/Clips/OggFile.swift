import Bytes
import Media

/// Opus in an Ogg file (RFC 3533, RFC 7845), one logical stream.
///
///     "OggS" | version 8 | flags 8 | granule 64 | serial 32 | page 32 | checksum 32 | segments 8 | their sizes | bodies
///
/// A packet goes on through segments of 255 octets to the first that is shorter. The first two are headers. Times are
/// counted from what each packet says it lasts. Checksums are not looked at: it is the user's own file.
enum OggFile {
    /// Whether a file begins like one.
    static func isOne(_ file: RawSpan) -> Bool {
        file.byteCount >= 4 && file.extracting(0..<4).spells("OggS")
    }

    /// The sounds, each with its time at 48 kHz; what breaks off at the end is left out.
    static func read(_ file: RawSpan) throws(ClipError) -> [ClipFrame] {
        var reader = ByteReader(file)
        var frames: [ClipFrame] = []
        var packet: [UInt8] = []
        var headers = 0
        var time: Int64 = 0
        while !reader.isAtEnd {
            guard let name = reader.read(4), name.spells("OggS"), reader.skip(22),
                let count = reader.readUInt8(),
                let sizes = reader.read(Int(count))
            else { throw .damaged(at: reader.offset) }
            for index in 0..<sizes.byteCount {
                guard let size = sizes.byte(at: index), let segment = reader.read(Int(size)) else {
                    return frames
                }
                packet.append(segment)
                guard size < 255 else { continue }
                defer { packet = [] }
                guard headers >= 2 else {
                    guard headers > 0 || packet.starts(with: "OpusHead".utf8) else { throw .unknownFormat }
                    headers += 1
                    continue
                }
                guard let ticks = OpusPayload.duration(of: packet.bytes) else {
                    throw .damaged(at: reader.offset)
                }
                frames.append(ClipFrame(bytes: packet, time: time, isKeyframe: true))
                time += Int64(ticks)
            }
        }
        return frames
    }
}
