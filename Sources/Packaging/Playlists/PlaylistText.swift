/// Lines of a playlist (RFC 8216bis §4): tags, their attributes and URIs.
struct PlaylistText {
    /// The lines so far.
    private(set) var text = "#EXTM3U\n"

    /// A playlist that needs so high a version to be understood (§8).
    init(version: Int) {
        tag("VERSION", "\(version)")
    }

    /// Writes a tag with what follows its colon.
    mutating func tag(_ name: String, _ value: String? = nil) {
        text += "#EXT-X-\(name)"
        if let value { text += ":" + value }
        text += "\n"
    }

    /// Writes a segment's duration.
    mutating func duration(_ seconds: String) {
        text += "#EXTINF:\(seconds),\n"
    }

    /// Writes a line that is no tag.
    mutating func uri(_ uri: String) {
        text += uri + "\n"
    }
}
