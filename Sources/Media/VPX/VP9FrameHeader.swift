internal import Bytes

/// The beginning of a VP9 frame's uncompressed header (VP9 bitstream §6.2).
struct VP9FrameHeader {
    /// What a keyframe sets up; `nil` for any other frame.
    let configuration: VPXConfiguration?

    /// Reads the head of a frame, of a superframe's first one; `nil` when it cannot be right.
    init?(_ frame: RawSpan) {
        var bits = BitReader(frame)
        guard bits.read(2) == 2, let low = bits.read(1), let high = bits.read(1) else { return nil }
        let profile = UInt8(truncatingIfNeeded: high << 1 | low)
        if profile == 3, bits.read(1) != 0 { return nil }
        guard let showsExisting = bits.readFlag() else { return nil }
        guard !showsExisting, let isInter = bits.readFlag() else {
            configuration = nil
            return
        }
        guard !isInter else {
            configuration = nil
            return
        }
        // show_frame and error_resilient_mode, then the sync code.
        guard bits.skip(2), bits.read(24) == 0x498342, let colour = VP9Colour(&bits, profile: profile),
            let width = bits.read(16), let height = bits.read(16),
            let size = PictureSize(width: Int(width) + 1, height: Int(height) + 1)
        else { return nil }
        configuration = VPXConfiguration(
            profile: profile, bitDepth: colour.bitDepth, chromaSubsampling: colour.chromaSubsampling,
            isFullRange: colour.isFullRange, pictureSize: size)
    }
}
