/// Holds playlists against RFC 8216bis, and what Apple's rules ask beyond it. Every playlist that tests see goes through
/// it.
public enum PlaylistLinter {
    /// A rule that is broken, and where.
    public struct Complaint: Hashable, Sendable, CustomStringConvertible {
        /// Which rule.
        public let rule: PlaylistRule
        /// On which line, from 1 on; 0 where it is no single one.
        public let line: Int

        /// The line and the rule.
        public var description: String { "line \(line): \(rule.rawValue)" }
    }

    /// What is wrong with a playlist, multivariant or not.
    public static func complaints(about text: String) -> [Complaint] {
        let lines = PlaylistLine.all(in: text)
        guard lines.contains(where: { $0.tag == "STREAM-INF" }) else {
            return MediaRules(text, lines).complaints
        }
        return MultivariantRules(lines).complaints
    }

    /// What is wrong with media playlists of one stream beside each other, loaded at about the same time.
    public static func complaints(across playlists: [String]) -> [Complaint] {
        VariantRules(playlists.map { ReadPlaylist($0) }).complaints
    }

    /// What is wrong with a playlist that took the place of another when it was loaded again.
    public static func complaints(about text: String, after earlier: String) -> [Complaint] {
        complaints(about: text) + ReloadRules(ReadPlaylist(earlier), ReadPlaylist(text)).complaints
    }
}
