import Bytes

/// An IVF file: frames of VP8, VP9 or AV1 with their times, as libvpx's tools and ffmpeg write it.
///
///     "DKIF" | version 16 | header size 16 | fourcc 32 | width 16 | height 16 | ticks a second 32 | seconds in that 32 |
///     frames 32 | unused 32          then for each frame          size 32 | time 64 | frame
///
/// All integers have their low octet first.
enum IVFFile {
    /// Whether a file begins like one.
    static func isOne(_ file: RawSpan) -> Bool {
        file.byteCount >= 4 && file.extracting(0..<4).spells("DKIF")
    }

    /// The codec and the frames; a frame that breaks off at the end is left out, since a tool may have been stopped.
    static func read(_ file: RawSpan) throws(ClipError) -> (codec: TrackCodec, frames: [ClipFrame]) {
        var reader = ByteReader(file)
        guard reader.skip(6), let headerSize = reader.readUInt16()?.byteSwapped, headerSize >= 32,
            let name = reader.read(4), reader.skip(4), let rate = reader.readUInt32()?.byteSwapped,
            let scale = reader.readUInt32()?.byteSwapped, rate > 0, scale > 0,
            reader.skip(Int(headerSize) - 24)
        else { throw .damaged(at: reader.offset) }
        guard let codec = codec(name) else {
            throw .unknownCodec(String(decoding: [UInt8](name), as: UTF8.self))
        }
        var frames: [ClipFrame] = []
        while let size = reader.readUInt32()?.byteSwapped, let time = reader.readUInt64()?.byteSwapped,
            let frame = reader.read(Int(size))
        {
            let (ticks, overflow) = Int64(truncatingIfNeeded: time).multipliedReportingOverflow(
                by: Int64(scale) * Int64(codec.clockRate))
            guard !overflow, ticks >= 0 else { throw .damaged(at: reader.offset) }
            frames.append(
                ClipFrame(
                    bytes: [UInt8](frame), time: ticks / Int64(rate), isKeyframe: isKeyframe(frame, codec)))
        }
        return (codec, frames)
    }

    private static func codec(_ name: RawSpan) -> TrackCodec? {
        if name.spells("VP80") { return .vp8 }
        if name.spells("VP90") { return .vp9 }
        return name.spells("AV01") ? .av1 : nil
    }

    private static func isKeyframe(_ frame: RawSpan, _ codec: TrackCodec) -> Bool {
        switch codec {
        case .vp8: return frame.byte(at: 0).map { $0 & 0x01 == 0 } ?? false  // RFC 6386 §9.1
        case .vp9: return isVP9Keyframe(frame)
        default: return hasSequenceHeader(frame)
        }
    }

    /// `uncompressed_header()` of VP9 §6.2: marker, profile, show_existing_frame, frame_type.
    private static func isVP9Keyframe(_ frame: RawSpan) -> Bool {
        var bits = BitReader(frame)
        guard bits.read(2) == 2, let low = bits.readFlag(), let high = bits.readFlag() else { return false }
        if low, high { _ = bits.readFlag() }
        return bits.readFlag() == false && bits.readFlag() == false
    }

    /// Encoders write a sequence header in front of every keyframe (AV1 §7.5), and ffmpeg's nowhere else.
    private static func hasSequenceHeader(_ unit: RawSpan) -> Bool {
        var reader = ByteReader(unit)
        while let head = reader.readUInt8() {
            if head >> 3 & 0x0F == 1 { return true }
            guard head & 0x04 == 0 || reader.skip(1), head & 0x02 != 0, let size = reader.readLEB128(),
                reader.skip(Int(size))
            else { return false }
        }
        return false
    }
}
