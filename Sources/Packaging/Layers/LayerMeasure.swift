public import Media

/// What was measured of a layer of pictures, whether it is packaged or not: what players choose by.
public struct LayerMeasure: Hashable, Sendable {
    /// Its number among the publisher's.
    public let layer: Int
    /// Whether it is what the stream's one rendition of pictures is made of now.
    public let isBest: Bool
    /// How large its pictures are; `nil` while that is not known.
    public let size: PictureSize?
    /// Pictures in a thousand seconds; `nil` while that is not known.
    public let frameRate: Int?
    /// The most bits a second of any while as long as half a segment, and the mean.
    public let peak: Int64, average: Int64

    /// A measure.
    public init(
        layer: Int, isBest: Bool, size: PictureSize?, frameRate: Int?, peak: Int64, average: Int64
    ) {
        self.layer = layer
        self.isBest = isBest
        self.size = size
        self.frameRate = frameRate
        self.peak = peak
        self.average = average
    }
}
