/// How large a picture is shown, in pixels.
public struct PictureSize: Hashable, Sendable {
    /// Columns of pixels.
    public let width: Int
    /// Rows of pixels.
    public let height: Int

    /// A size of at least one pixel and at most 16,384 either way, which is level 6.2 and more than a sample entry's
    /// 16 bits are asked for; `nil` for any other.
    public init?(width: Int, height: Int) {
        guard 1...16_384 ~= width, 1...16_384 ~= height else { return nil }
        self.width = width
        self.height = height
    }
}
