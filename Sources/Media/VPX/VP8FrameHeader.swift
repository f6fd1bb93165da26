internal import Bytes

/// The uncompressed head of a VP8 frame (RFC 6386 §9.1).
///
///     | size0 |H| VER |P|  ... three octets; a keyframe (P = 0) goes on with 9d 01 2a and its size
struct VP8FrameHeader {
    /// What a keyframe sets up; `nil` for any other frame.
    let configuration: VPXConfiguration?

    /// Reads the head of a frame; `nil` when it cannot be right.
    init?(_ frame: RawSpan) {
        var reader = ByteReader(frame)
        guard let first = reader.readUInt8(), reader.skip(2) else { return nil }
        guard first & 1 == 0 else {
            configuration = nil
            return
        }
        guard reader.readUInt24() == 0x9D012A, let width = reader.readUInt16(),
            let height = reader.readUInt16(),
            // Little-endian; the top two bits are how to scale.
            let size = PictureSize(
                width: Int(width.byteSwapped & 0x3FFF), height: Int(height.byteSwapped & 0x3FFF))
        else { return nil }
        configuration = VPXConfiguration(profile: first >> 1 & 3, chromaSubsampling: 0, pictureSize: size)
    }
}
