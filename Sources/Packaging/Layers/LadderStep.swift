internal import Media

/// A layer that a player may choose: what was measured of it, and what a decoder must know.
struct LadderStep: Sendable {
    let measure: LayerMeasure
    let configuration: CodecConfiguration

    /// Its rendition.
    var name: RenditionName { RenditionName(.video, layer: measure.layer) }
}
