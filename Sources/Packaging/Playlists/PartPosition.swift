/// A place in a playlist: a segment, and a part of it.
public struct PartPosition: Hashable, Comparable, Sendable {
    /// The segment's media sequence number.
    public let segment: Int
    /// The part's index in it; -1 when the segment has none yet.
    public let part: Int

    /// The place of a part.
    public init(segment: Int, part: Int) {
        self.segment = segment
        self.part = part
    }

    /// Whether `left` comes before `right`.
    public static func < (left: PartPosition, right: PartPosition) -> Bool {
        (left.segment, left.part) < (right.segment, right.part)
    }
}
