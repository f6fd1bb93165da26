/// A line of a playlist taken apart (RFC 8216bis §4.1): a tag with its value, or a URI.
struct PlaylistLine: Hashable {
    /// The tag without `#EXT-X-`, or `EXTINF` and `EXTM3U`; empty for a URI.
    let tag: String
    /// What follows the colon, or the URI.
    let value: String
    /// Which line it is, from 1 on.
    let number: Int

    /// Whether it is a URI.
    var isURI: Bool { tag.isEmpty }

    /// The lines of a playlist, comments and empty ones left out. They end with a line feed, or a carriage return and one,
    /// which are one `Character`; other signs that end lines elsewhere do not (§4.1).
    static func all(in text: String) -> [PlaylistLine] {
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        return lines.enumerated().compactMap { index, line in
            guard !line.isEmpty else { return nil }
            guard line.hasPrefix("#") else {
                return PlaylistLine(tag: "", value: String(line), number: index + 1)
            }
            guard line.hasPrefix("#EXT") else { return nil }
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let name = parts[0].hasPrefix("#EXT-X-") ? parts[0].dropFirst(7) : parts[0].dropFirst()
            return PlaylistLine(
                tag: String(name), value: parts.count > 1 ? String(parts[1]) : "", number: index + 1)
        }
    }

    /// The attributes of the value (§4.2), quotation marks taken away; `nil` when they cannot be read or one is there
    /// twice.
    var attributes: [String: String]? {
        var attributes: [String: String] = [:]
        var rest = value[...]
        while !rest.isEmpty {
            guard let equals = rest.firstIndex(of: "=") else { return nil }
            let name = String(rest[..<equals])
            rest = rest[rest.index(after: equals)...]
            var value: Substring
            if rest.first == "\"" {
                rest = rest.dropFirst()
                guard let quote = rest.firstIndex(of: "\"") else { return nil }
                value = rest[..<quote]
                rest = rest[rest.index(after: quote)...]
            } else {
                value = rest.prefix { $0 != "," }
                rest = rest.dropFirst(value.count)
            }
            guard attributes.updateValue(String(value), forKey: name) == nil,
                rest.isEmpty || rest.first == ","
            else { return nil }
            rest = rest.dropFirst()
        }
        return attributes
    }
}
