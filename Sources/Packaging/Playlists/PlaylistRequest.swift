/// What a player asks of a live playlist beside the playlist (RFC 8216bis §6.2.5).
public struct PlaylistRequest: Hashable, Sendable {
    /// What to do with it.
    public enum Verdict: Hashable, Sendable {
        /// Answer with the playlist as it is, or with a delta update.
        case answer(isDelta: Bool)
        /// Ask again when there is more.
        case wait
        /// It makes no sense: 400.
        case bad
    }

    /// `_HLS_msn`: the segment that the playlist must have.
    public var segment: Int?
    /// `_HLS_part`: the part of it.
    public var part: Int?
    /// `_HLS_skip`: whether a delta update will do.
    public var skips: Bool

    /// A request; plain unless told otherwise.
    public init(segment: Int? = nil, part: Int? = nil, skips: Bool = false) {
        self.segment = segment
        self.part = part
        self.skips = skips
    }

    /// Reads the directives of a query; `nil` when a number is none.
    public init?(query name: (String) -> String?) {
        skips = ["YES", "v2"].contains(name("_HLS_skip"))
        for (key, field) in [("_HLS_msn", \Self.segment), ("_HLS_part", \Self.part)] {
            guard let text = name(key) else { continue }
            guard 1...9 ~= text.utf8.count, text.utf8.allSatisfy({ 48...57 ~= $0 }), let number = Int(text)
            else { return nil }
            self[keyPath: field] = number
        }
    }

    /// What to do with it now (§6.2.5.2).
    public func verdict(on rendition: RenditionSnapshot) -> Verdict {
        guard part == nil || segment != nil else { return .bad }
        guard !rendition.isEnded else { return .answer(isDelta: false) }
        let answer = Verdict.answer(isDelta: skips)
        // Who knows no parts can do nothing without a segment.
        guard let segment else { return rendition.isPlayable ? answer : .wait }
        let last = rendition.position
        guard segment <= last.segment + 2 else { return .bad }
        // A whole segment is there once the next one has begun. Who asks for no part of a layer that has only just begun would get
        // a playlist without any, which hls.js takes for a mistake.
        guard let part else { return rendition.isPlayable && last.segment > segment ? answer : .wait }
        guard segment >= last.segment else { return isThere(segment, part, rendition) ? answer : .wait }
        guard segment > last.segment || part <= last.part + rendition.targets.advancePartLimit else {
            return .bad
        }
        return last >= PartPosition(segment: segment, part: part) ? answer : .wait
    }

    /// A part beyond the last of a finished segment means the first one of the next.
    private func isThere(_ segment: Int, _ part: Int, _ rendition: RenditionSnapshot) -> Bool {
        guard segment == rendition.position.segment - 1,
            let finished = rendition.segments.last(where: { $0.number == segment })
        else { return true }
        return part < finished.parts.count || rendition.position.part >= 0
    }
}
