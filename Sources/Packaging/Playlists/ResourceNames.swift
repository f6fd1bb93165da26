/// What segments, parts and initialisation sections are called in playlists and URLs.
///
///     init-66f2a1b0-0.mp4     66f2a1b0-17.m4s     66f2a1b0-17.3.m4s
struct ResourceNames: Hashable, Sendable {
    /// A word that no other life of the stream has.
    let epoch: String

    /// The name of an initialisation section.
    func initialization(_ number: Int) -> String { "init-\(epoch)-\(number).mp4" }

    /// The name of a segment.
    func segment(_ number: Int) -> String { "\(epoch)-\(number).m4s" }

    /// The name of a part.
    func part(_ position: PartPosition) -> String { "\(epoch)-\(position.segment).\(position.part).m4s" }

    /// What a name means; `nil` for one that was never given.
    func resource(_ name: some StringProtocol) -> ResourceName? {
        if name.hasPrefix("init-\(epoch)-"), name.hasSuffix(".mp4") {
            return Self.number(name.dropFirst(epoch.utf8.count + 6).dropLast(4)).map { .initialization($0) }
        }
        guard name.hasPrefix("\(epoch)-"), name.hasSuffix(".m4s") else { return nil }
        let fields = name.dropFirst(epoch.utf8.count + 1).dropLast(4).split(
            separator: ".", omittingEmptySubsequences: false)
        guard let segment = fields.first.flatMap({ Self.number($0) }) else { return nil }
        guard fields.count == 2 else { return fields.count == 1 ? .segment(segment) : nil }
        return Self.number(fields[1]).map { .part(PartPosition(segment: segment, part: $0)) }
    }

    /// A number as we write it: digits, no more than nine, no zero in front of others.
    private static func number(_ text: some StringProtocol) -> Int? {
        guard 1...9 ~= text.utf8.count, text.utf8.allSatisfy({ 48...57 ~= $0 }),
            text.utf8.count == 1 || text.utf8.first != 48
        else { return nil }
        return Int(text)
    }
}
