/// A VP9 picture: the frames of its spatial layers, lowest first, one behind the other.
public struct VP9Picture: Equatable, Sendable {
    /// All frames.
    public let bytes: [UInt8]
    /// Where each layer's frame is.
    public let frames: [Range<Int>]
}
