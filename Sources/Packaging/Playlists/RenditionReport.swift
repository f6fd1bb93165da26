/// How far another rendition is (RFC 8216bis §4.4.5.4).
struct RenditionReport: Sendable {
    /// Which one.
    let name: RenditionName
    /// Its last part; where that cannot be known, as of a layer that nobody has asked for, the segment that it will begin with.
    let position: PartPosition
}
