public import Media

/// What a transcoder is to make of the units it gets.
public enum BridgeOrder: Hashable, Sendable {
    /// JPEG pictures of keyframes. Tiles stand beside and below each other, in so many columns and rows; they have the
    /// proportions of the first keyframe and are no larger than `largest`. A picture that is full is sent, one that is not
    /// at the end.
    case pictures(largest: PictureSize, columns: Int, rows: Int)
    /// AAC-LC of Opus, of so many bits a second. Times are in ticks of 48 kHz, and come back as they were: what is heard of
    /// a unit is heard when it was before.
    case sound(bitsPerSecond: Int)
    /// H.264 of pictures in another codec, of which so many come in a thousand seconds. Times are in ticks of 90 kHz, and come back
    /// as they were; keyframes are keyframes. When that takes too long, pictures are left out, as long as none lasts longer than
    /// so many ticks by it.
    case video(frameRate: Int, longest: Int64)
    /// Nothing is made: pictures are decoded one after the other, as who watches has them decoded, and counted.
    case watching

    /// The most columns and rows.
    public static let mostTiles = 16
}
