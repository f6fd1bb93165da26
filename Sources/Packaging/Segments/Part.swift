public import Bytes

/// A part of a segment: one fragment.
public struct Part: Sendable {
    /// Its octets.
    public internal(set) var bytes: ByteSlice
    /// How long it lasts, in ticks of its track.
    let duration: Int64
    /// Whether it contains a keyframe: `INDEPENDENT`.
    let isIndependent: Bool
    /// How many octets from its beginning hold its first sample, when that is a keyframe.
    let keyframeByteCount: Int?
}
