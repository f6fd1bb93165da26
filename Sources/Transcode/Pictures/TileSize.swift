internal import Media

/// How large a picture is drawn: in its proportions, in even numbers of pixels, since colours are told for four of them.
enum TileSize {
    /// The size of a picture of `size` that fits `largest`, and is no larger than it is, but for two pixels that it has at least.
    static func fitting(_ size: PictureSize, into largest: PictureSize) -> PictureSize? {
        // Which side is the tighter one: products stay far below what an Int holds, sides being 16,384 at most.
        let isWide = size.width * largest.height >= size.height * largest.width
        let width = isWide ? min(largest.width, size.width) : nil
        let height = isWide ? nil : min(largest.height, size.height)
        return PictureSize(
            width: max(even(width ?? size.width * (height ?? 0) / size.height), 2),
            height: max(even(height ?? size.height * (width ?? 0) / size.width), 2))
    }

    /// The even number below.
    static func even(_ number: Int) -> Int { number & ~1 }
}
