/// How far another rendition is (RFC 8216bis §4.4.5.4).
struct RenditionReport: Sendable {
    /// Which one.
    let kind: TrackKind
    /// Its last part.
    let position: PartPosition
}
