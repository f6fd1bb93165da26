/// A frame of a clip, as its codec's packetizer wants it, and when it is shown.
struct ClipFrame: Equatable, Sendable {
    /// The frame: an H.264 or H.265 picture whose units have lengths, a VP8 or VP9 frame, an AV1 temporal unit, an Opus packet.
    var bytes: [UInt8]
    /// When it is shown, in ticks of the codec's clock from the clip's beginning.
    var time: Int64
    /// Whether decoding may begin with it.
    var isKeyframe: Bool
}
