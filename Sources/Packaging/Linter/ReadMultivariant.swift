/// A multivariant playlist as a player reads it (RFC 8216bis §4.4.6).
public struct ReadMultivariant: Sendable {
    /// One of the choices.
    public struct Variant: Hashable, Sendable {
        /// Where its playlist is.
        public let uri: String
        /// How many bits a second it has at most.
        public let bandwidth: Int
        /// The codec that is named first, without its profile: `avc1`; players stay with one.
        public let codec: Substring?
        /// Where the playlist of its sound is; `nil` when that is with the picture, or there is none.
        public let audio: String?
    }

    /// What there is to choose from, in the order of the playlist.
    public private(set) var variants: [Variant] = []

    /// Reads a playlist; `nil` when it is none of this kind.
    public init?(_ text: String) {
        let lines = PlaylistLine.all(in: text)
        let media = lines.filter { $0.tag == "MEDIA" }.compactMap(\.attributes)
        for (line, next) in zip(lines, lines.dropFirst()) where line.tag == "STREAM-INF" && next.isURI {
            guard let attributes = line.attributes, let bandwidth = Int(attributes["BANDWIDTH"] ?? "") else {
                continue
            }
            let group = attributes["AUDIO"]
            let sounds = media.filter { $0["TYPE"] == "AUDIO" && $0["GROUP-ID"] == group && group != nil }
            let sound = sounds.first { $0["DEFAULT"] == "YES" } ?? sounds.first
            let codec = attributes["CODECS"]?.prefix { $0 != "." && $0 != "," }
            variants.append(
                Variant(uri: next.value, bandwidth: max(bandwidth, 1), codec: codec, audio: sound?["URI"]))
        }
        if variants.isEmpty { return nil }
    }
}
